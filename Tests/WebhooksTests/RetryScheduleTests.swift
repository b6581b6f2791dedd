import JobStoreConformance
import Jobs
import Testing
import Webhooks

@Suite struct RetryScheduleTests {
  private let schedule = RetrySchedule(first: .seconds(5))

  private func delivery(attempt: Int, failures: Int) -> WebhookDelivery {
    WebhookDelivery(
      id: "msg_1", webhook: WebhookID.make(now: ManualTime.start) { 1 }, owner: "ada", key: nil,
      url: "https://a.example/", secret: [1], event: .jobSucceeded, subject: .job(Sample.id(1)),
      at: ManualTime.start, attempt: attempt, failures: failures)
  }

  @Test func delaysGrowFourfoldUpToHalfADay() {
    let seconds = (1..<RetrySchedule.tries).map {
      (schedule.delay(after: $0, unit: 0.5) / .seconds(1)).rounded()
    }
    #expect(seconds == [5, 20, 80, 320, 1280, 5120, 20480, 43200, 43200, 43200, 43200])
    // All tries fit into the age at which messages are given up, the random share included.
    let longest = (1..<RetrySchedule.tries).map { schedule.delay(after: $0, unit: 1) }
    #expect(longest.reduce(.zero, +) < RetrySchedule.age)
    #expect(schedule.delay(after: .max, unit: 0.5) == RetrySchedule.longest)
  }

  @Test func aFifthIsRandom() {
    let milliseconds = [0, 0.25, 1].map {
      (schedule.delay(after: 1, unit: $0) / .milliseconds(1)).rounded()
    }
    #expect(milliseconds == [4000, 4500, 6000])
  }

  @Test(arguments: [200, 201, 204, 299])
  func successesAreDelivered(_ status: Int) {
    let outcome = schedule.outcome(
      of: .status(status, retryAfter: .seconds(9)), delivery(attempt: 3, failures: 2), unit: 0.5)
    #expect(outcome == .delivered(status: status))
  }

  @Test(arguments: [301, 302, 307, 400, 404, 409, 429, 500, 502, 503, 504])
  func otherAnswersAreTriedAgain(_ status: Int) {
    let outcome = schedule.outcome(
      of: .status(status, retryAfter: nil), delivery(attempt: 2, failures: 0), unit: 0.5)
    #expect(
      outcome
        == .failed(status: status, fault: "status", retry: .seconds(20), pause: .seconds(5)))
  }

  @Test func receiversMayAskForMoreTimeButNotForEver() {
    func wish(_ seconds: Int) -> WebhookOutcome {
      schedule.outcome(
        of: .status(503, retryAfter: .seconds(seconds)), delivery(attempt: 1, failures: 0),
        unit: 0.5)
    }
    func failed(_ time: Duration) -> WebhookOutcome {
      .failed(status: 503, fault: "status", retry: time, pause: time)
    }
    #expect(wish(1) == failed(.seconds(5)))
    #expect(wish(100) == failed(.seconds(100)))
    #expect(wish(10_000_000) == failed(RetrySchedule.longestRequested))
  }

  @Test func goneEndsTheWebhookAndTheLastTryTheMessage() {
    #expect(
      schedule.outcome(
        of: .status(410, retryAfter: nil), delivery(attempt: 1, failures: 0), unit: 0.5)
        == .ended(.gone, status: 410))
    let last = schedule.outcome(
      of: .fault("timeout"), delivery(attempt: RetrySchedule.tries, failures: 100), unit: 0.5)
    #expect(
      last
        == .failed(
          status: nil, fault: "timeout", retry: nil, pause: RetrySchedule.longestPause))
    #expect(
      schedule.outcome(of: .interrupted, delivery(attempt: 1, failures: 0), unit: 0.5)
        == .interrupted)
  }
}
