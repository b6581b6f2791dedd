internal import Experiments
package import Jobs
package import KernelDispatch
internal import SpecJSON
internal import StrictJSON
internal import Threading
package import TrainingEngine
internal import TrainingModel

/// Trains claimed jobs, on the worker's thread.
///
/// A job whose loss stops being finite has succeeded: that it diverged is its result. A cancelled
/// or stopped one ends within some milliseconds, in the midst of a step where that is long. A stopped
/// one leaves a checkpoint, from which the next attempt goes on, and so does every long one from time
/// to time; a cancelled one leaves what it has recorded.
package struct ExperimentExecutor: Sendable {
  private let kernels: KernelVariant
  private let budget: ThreadBudget
  private let clock: @Sendable () -> Duration
  private let live: LiveRecordings
  private let metrics: JobMetrics?
  private let datasets: DatasetCache
  /// Makes and stores checkpoints, one after the other.
  private let keeping = DedicatedThreads(count: 1, niceness: 10)
  /// Computes what trainings came to.
  private let concluding = BoundedThreads(count: 2, most: 64, niceness: 10)

  /// An executor for any number of worker threads, which share the budget's cores; `clock` is time
  /// since some fixed moment, for the `seconds` of results, `live` gets what is recorded as it is,
  /// `datasets` has the rows that jobs name by an id, and `metrics` is told of waits and results.
  package init(
    kernels: KernelVariant, datasets: DatasetCache, budget: ThreadBudget = ThreadBudget(cores: 1),
    clock: @escaping @Sendable () -> Duration, live: LiveRecordings = LiveRecordings(),
    metrics: JobMetrics? = nil
  ) {
    self.kernels = kernels
    self.budget = budget
    self.clock = clock
    self.live = live
    self.metrics = metrics
    self.datasets = datasets
  }

  /// Trains the jobs of one claim, those that can one a lane, each handed over as soon as it is done.
  package func callAsFunction(_ assignments: [JobAssignment]) {
    metrics?.begin(assignments)
    budget.training {
      for companions in companions(assignments) { train(companions) }
    }
  }

  /// The jobs that train together: those of one lane key that have come equally far. What is to be
  /// ended or cannot be read is finished here and in none of them.
  private func companions(_ assignments: [JobAssignment]) -> [[JobInTraining]] {
    var groups: [[JobInTraining]] = []
    for assignment in assignments {
      let control = assignment.control
      if let end = control.requestedEnd {
        control.finish(end)
        continue
      }
      let job: JobInTraining
      do {
        let spec = try control.awaitingStore { try self.spec(of: assignment.claim.job) }
        job = try JobInTraining(assignment, spec)
      } catch let end as RequestedEnd {
        control.finish(end.outcome)
        continue
      } catch {
        control.finish(.failed(Self.failure(error)))
        continue
      }
      if Trainer.usesLanes(job.spec),
        let index = groups.firstIndex(where: {
          $0[0].spec.laneKey == job.spec.laneKey && $0[0].checkpoint?.step == job.checkpoint?.step
        })
      {
        groups[index].append(job)
      } else {
        groups.append([job])
      }
    }
    return groups
  }

  /// A job's spec with the rows that it names; only those need the store.
  private func spec(of job: Job) throws -> TrainingSpec {
    if let known = datasets.specs.spec(digest: job.specDigest) {
      guard case .stored = known.dataset else { return known }
      return try BlockingCall.run { [datasets] in
        try await datasets.fetching(known, of: job.owner)
      }
    }
    let json = try JSONValue.parse(job.spec)
    guard let id = json.datasetID else { return try SpecReader.stored(json).spec }
    // Only what waits is left to a task: what computes stays on this thread.
    let datasets = datasets
    let upload = try BlockingCall.run { try await datasets.shape(in: json, of: job.owner) }
    guard upload != nil else { throw DatasetGone(id: id.rawValue) }
    let outline = try SpecReader.stored(json, upload: upload).spec
    return try BlockingCall.run { try await datasets.fetching(outline, of: job.owner) }
  }

  private static func failure(_ error: any Error) -> JobError {
    switch error {
    case is SpecFaults, is JSONError: .specUnreadable
    case is DatasetGone: .datasetMissing
    default: .datasetUnreadable
    }
  }

  private func train(_ jobs: [JobInTraining]) {
    let controls = jobs.map(\.control)
    var trainer = Trainer(replicas: jobs.map(\.spec), kernels: kernels)
    trainer.threads = budget.cores
    trainer.budget = budget
    trainer.isInterrupted = { controls[$0].isInterrupted }
    let writer = CheckpointWriter(thread: keeping, clock: clock)
    let due = DueStep(writer)
    let hooks = jobs.map { job in
      job.hooks(live: live, writer: writer, clock: clock, isDue: due.isDue)
    }
    Experiment.run(
      trainer, from: jobs.compactMap(\.checkpoint), hooks: hooks, clock: clock
    ) { [live, metrics] index, ended in
      let (control, end) = (jobs[index].control, jobs[index].ending(writer))
      if ended.stoppedEarly {
        end(ended)
        live.end(control.id)
        return
      }
      control.handOver()
      concluding.submit {
        let result = ended.result()
        if result.stoppedEarly {
          end(ended)
        } else {
          metrics?.trained(control.id, outcome: result.outcome)
          control.finish(.succeeded(result: result.json, artifacts: result.artifacts))
        }
        live.end(control.id)
      }
    }
  }
}

/// Keeps jobs that train in step together: where one's checkpoint is due, all of them are.
private final class DueStep {
  private let writer: CheckpointWriter
  private var last: (step: Int, isDue: Bool) = (-1, false)

  init(_ writer: CheckpointWriter) { self.writer = writer }

  func isDue(_ step: Int) -> Bool {
    if last.step != step { last = (step, writer.isDue) }
    return last.isDue
  }
}

extension JobError {
  fileprivate static let specUnreadable = JobError(
    code: "spec_unreadable",
    message: "This version of the service does not accept the stored spec. Send it again to learn"
      + " what to change.")

  fileprivate static let datasetMissing = JobError(
    code: "dataset_missing",
    message: "The data set that the spec names is not there. Upload it and send the spec again.")

  fileprivate static let datasetUnreadable = JobError(
    code: "dataset_unreadable",
    message: "The data set that the spec names could not be read from the store. Send the spec"
      + " again; where that does not help, upload the data again.")
}
