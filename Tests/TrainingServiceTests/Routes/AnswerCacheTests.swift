import HTTPCodec
import Jobs
import Testing
import WebRouting

@Suite struct AnswerCacheTests {
  private let job = JobID.make(now: TestService.now) { 1 }
  private let other = JobID.make(now: TestService.now) { 2 }

  private func answer(_ bytes: Int) -> HTTPResponse {
    HTTPResponse(status: .ok, body: Array(repeating: 1, count: bytes))
  }

  @Test func theLeastRecentlyUsedGoesFirst() {
    let cache = AnswerCache<JobID>(capacity: 20_000)
    let epoch = cache.epoch
    for key in 0..<10 { cache.insert(answer(1400), for: "\(key)", of: job, since: epoch) }
    #expect((0..<10).allSatisfy { cache.response(for: "\($0)") != nil })
    _ = cache.response(for: "0")
    cache.insert(answer(1400), for: "new", of: job, since: epoch)
    #expect(cache.response(for: "0") != nil)
    #expect(cache.response(for: "1") == nil)
    #expect(cache.response(for: "2") != nil)
    #expect(cache.bytes <= 20_000)
  }

  @Test func bytesStayWithinCapacityWhateverIsPutIn() {
    let cache = AnswerCache<JobID>(capacity: 50_000)
    for round in 0..<1000 {
      let size = round * 37 % 7000
      cache.insert(answer(size), for: "\(round % 40)", of: job, since: cache.epoch)
      #expect(cache.bytes <= 50_000)
    }
    #expect(cache.bytes > 25_000)
    cache.remove(job)
    #expect(cache.bytes == 0)
  }

  @Test func largeAnswersAreNotKept() {
    let cache = AnswerCache<JobID>(capacity: 8000)
    cache.insert(answer(1000), for: "large", of: job, since: cache.epoch)
    #expect(cache.response(for: "large") == nil)
  }

  @Test func deletingForgetsOneJobAndWhatWasUnderWay() {
    let cache = AnswerCache<JobID>(capacity: 1 << 20)
    let before = cache.epoch
    cache.insert(answer(1), for: "a", of: job, since: before)
    cache.insert(answer(1), for: "b", of: other, since: before)
    cache.remove(job)
    #expect(cache.response(for: "a") == nil)
    #expect(cache.response(for: "b") != nil)
    cache.insert(answer(1), for: "a", of: job, since: before)
    #expect(cache.response(for: "a") == nil)
    cache.insert(answer(1), for: "c", of: other, since: cache.epoch)
    #expect(cache.response(for: "c") != nil)
  }
}
