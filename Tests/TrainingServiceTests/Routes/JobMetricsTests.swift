import Experiments
import Jobs
import PrometheusText
import Synchronization
import Testing
import TrainingService

/// Ends, waits and trainings, counted from the queue's events.
@Suite struct JobMetricsTests {
  private let clock = Time()

  /// A clock that stands until it is moved.
  private final class Time: Sendable {
    let now = Mutex(Duration.seconds(100))

    func move(_ duration: Duration) { now.withLock { $0 += duration } }
  }

  private func id(_ number: UInt64) -> JobID {
    JobID.make(now: Timestamp(milliseconds: 1)) { number }
  }

  private func lines(of metrics: JobMetrics) -> [Substring] {
    var writer = PrometheusWriter()
    metrics.write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n")
  }

  private func ends(of metrics: JobMetrics) -> [String: Int] {
    let name = "symbreak_jobs_finished_total{outcome=\""
    return Dictionary(
      uniqueKeysWithValues: lines(of: metrics).filter { $0.hasPrefix(name) }.compactMap { line in
        let parts = line.dropFirst(name.count).split(separator: "\"} ")
        return Int(parts[1]).map { (String(parts[0]), $0) }
      })
  }

  @Test func everyKindIsThereFromTheStart() {
    let metrics = JobMetrics(clock: { .zero })
    #expect(
      ends(of: metrics) == [
        "converged": 0, "plateau": 0, "diverged": 0, "completed": 0, "failed": 0, "cancelled": 0,
      ])
    #expect(lines(of: metrics).contains("symbreak_training_seconds_count 0"))
  }

  @Test func endsAreCountedByOutcome() {
    let metrics = JobMetrics(clock: { [clock] in clock.now.withLock { $0 } })
    let worker = WorkerID(rawValue: "w")
    metrics.apply(.claimed(worker, [id(1), id(2), id(3), id(4)]))
    clock.move(.seconds(2))
    metrics.trained(id(1), outcome: .diverged)
    metrics.apply(.settled(id(1), .succeeded))
    metrics.apply(.settled(id(2), .failed))
    // A result that could not be stored is a failure.
    metrics.trained(id(3), outcome: .converged)
    metrics.apply(.settled(id(3), .failed))
    // Goes back, and is timed from when it is taken up again.
    metrics.apply(.settled(id(4), .queued))
    metrics.apply(.settled(id(5), .cancelled))
    metrics.apply(
      .requeued(Requeueing(queued: [id(6)], failed: [id(7)], cancelled: [id(8), id(9)])))
    #expect(
      ends(of: metrics) == [
        "converged": 0, "plateau": 0, "diverged": 1, "completed": 0, "failed": 3, "cancelled": 3,
      ])
    #expect(lines(of: metrics).contains("symbreak_training_seconds_sum 6"))
    metrics.apply(.claimed(worker, [id(4)]))
    clock.move(.seconds(10))
    metrics.trained(id(4), outcome: .completed)
    metrics.apply(.settled(id(4), .succeeded))
    #expect(ends(of: metrics)["completed"] == 1)
    #expect(lines(of: metrics).contains("symbreak_training_seconds_sum 16"))
    #expect(lines(of: metrics).contains("symbreak_training_seconds_bucket{le=\"5\"} 3"))
    #expect(lines(of: metrics).contains("symbreak_training_seconds_count 4"))
  }

  @Test func whatIsLostIsNotTimed() {
    let metrics = JobMetrics(clock: { [clock] in clock.now.withLock { $0 } })
    metrics.apply(.claimed(WorkerID(rawValue: "w"), [id(1)]))
    metrics.trained(id(1), outcome: .completed)
    metrics.apply(.leaseLost(id(1)))
    metrics.apply(.settled(id(1), .cancelled))
    #expect(ends(of: metrics)["cancelled"] == 1)
    #expect(ends(of: metrics)["completed"] == 0)
    #expect(lines(of: metrics).contains("symbreak_training_seconds_count 0"))
  }

  @Test func waitsAreThoseOfFirstAttempts() {
    let metrics = JobMetrics(clock: { .zero })
    func assignment(_ number: UInt64, waited: Int64, attempt: Int) -> JobAssignment {
      var job = Job(
        takenIn: NewJob(
          id: id(number), spec: [], specDigest: "", batchKey: "", scheme: "zeros", steps: 1),
        at: Timestamp(milliseconds: 5000), storedBytes: 0)
      job.startedAt = Timestamp(milliseconds: 5000 + waited)
      job.attempt = attempt
      return JobAssignment(
        claim: Claim(job: job, token: FencingToken(rawValue: 1)),
        control: JobControl(id: id(number)) { _ in })
    }
    metrics.begin([
      assignment(1, waited: 2500, attempt: 1), assignment(2, waited: 60_000, attempt: 2),
      assignment(3, waited: 500, attempt: 1),
    ])
    #expect(lines(of: metrics).contains("symbreak_queue_wait_seconds_sum 3"))
    #expect(lines(of: metrics).contains("symbreak_queue_wait_seconds_bucket{le=\"1\"} 1"))
    #expect(lines(of: metrics).contains("symbreak_queue_wait_seconds_count 2"))
  }
}
