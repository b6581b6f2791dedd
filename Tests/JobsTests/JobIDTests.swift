import Jobs
import Testing

struct JobIDTests {
  @Test func theLayoutIsTimeThenRandomness() {
    let low = JobID.make(now: Timestamp(milliseconds: 1)) { 0 }
    #expect(low.rawValue == "job_00000000010000000000000000")
    let random = JobID.make(now: Timestamp(milliseconds: 0)) { 1 }
    // Of the first word 16 bits count: bit 0 of it is bit 64 of the id, digit 12 from the right.
    #expect(random.rawValue == "job_0000000000000g000000000001")
    let high = JobID.make(now: Timestamp(milliseconds: 0xFFFF_FFFF_FFFF)) { .max }
    #expect(high.rawValue == "job_7zzzzzzzzzzzzzzzzzzzzzzzzz")
  }

  @Test func idsSortByTime() {
    let ids = (0..<100).map { milliseconds in
      JobID.make(now: Timestamp(milliseconds: 1_700_000_000_000 + Int64(milliseconds))) {
        UInt64.random(in: .min ... .max)
      }
    }
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == 100)
  }

  @Test func aMadeIDReadsBack() {
    for _ in 0..<100 {
      let id = JobID.make(now: Timestamp(milliseconds: Int64.random(in: 0..<1 << 48))) {
        UInt64.random(in: .min ... .max)
      }
      #expect(JobID(rawValue: id.rawValue) == id)
    }
  }

  @Test(arguments: [
    "", "job_", "job_0000000001000000000000000", "job_000000000100000000000000000",
    "run_00000000010000000000000000", "job_80000000000000000000000000",
    "job_0000000001000000000000000I", "job_0000000001000000000000000A",
    "job_000000000100000000000000é", "JOB_00000000010000000000000000",
  ])
  func whatIsNoIDIsRefused(_ text: String) {
    #expect(JobID(rawValue: text) == nil)
  }
}

struct JobCursorTests {
  @Test func aCursorReadsBack() {
    for position in [0, 1, 31, 32, 1 << 40, Int64.max] {
      let cursor = JobCursor(position: position)
      #expect(JobCursor(cursor.description) == cursor)
    }
  }

  @Test func aChangedCursorIsRefused() {
    let text = Array(JobCursor(position: 123_456).description)
    for index in text.indices {
      var changed = text
      changed[index] = text[index] == "7" ? "8" : "7"
      #expect(JobCursor(String(changed)) == nil)
    }
    #expect(JobCursor("") == nil)
    #expect(JobCursor(String(text) + "0") == nil)
    #expect(JobCursor(String(text.dropLast())) == nil)
    #expect(JobCursor(String(text).uppercased()) == nil)
  }
}
