internal import Experiments
internal import Jobs
internal import Synchronization
internal import TrainingEngine
internal import TrainingModel

/// One job while it trains: what its training asks and tells, on the thread that trains it, goes
/// from here to the queue, to those who follow the job, and to its checkpoint.
final class JobInTraining {
  let control: JobControl
  let spec: TrainingSpec
  /// What an earlier attempt left; nil where the job begins.
  let checkpoint: ExperimentCheckpoint?
  private let access: CheckpointAccess
  /// What is stored of the job. Read and written where parts are made, on the writer's thread alone,
  /// and here where nothing waits there.
  private let parts: StoredParts
  /// How the job is to end, as asked at the last step; nil to go on.
  private var requestedEnd: JobOutcome?
  /// The step of the last checkpoint that was made.
  private var savedStep: Int

  /// A job of a claim. Throws `RequestedEnd` where it is to end before its checkpoint could be read.
  ///
  /// - Precondition: the thread is one of the caller's own: the store is asked for the checkpoint.
  init(_ assignment: JobAssignment, _ spec: TrainingSpec) throws {
    control = assignment.control
    self.spec = spec
    access = assignment.checkpoints
    let job = assignment.claim.job
    var parts = CheckpointParts(spec, digest: job.specDigest)
    // A job without a checkpoint is claimed at step 0.
    checkpoint = job.step > 0 ? try Self.load(assignment, &parts) : nil
    self.parts = StoredParts(parts)
    savedStep = checkpoint?.step ?? 0
    if let checkpoint { control.resume(at: checkpoint.step) }
  }

  private static func load(
    _ assignment: JobAssignment, _ parts: inout CheckpointParts
  ) throws -> ExperimentCheckpoint? {
    let access = assignment.checkpoints
    let stored: JobCheckpoint?
    do {
      stored = try assignment.control.awaitingStore {
        try BlockingCall.run { try await access.load() }
      }
    } catch let end as RequestedEnd {
      throw end
    } catch {
      // The queue's events have been told that it cannot be read; the job begins anew.
      return nil
    }
    guard let stored else { return nil }
    do throws(CheckpointFault) {
      return try parts.read(stored)
    } catch {
      let reason = "\(error)"
      try? BlockingCall.run { try await access.discard(reason) }
      return nil
    }
  }

  /// The hooks of its training; `isDue` says of a step whether checkpoints are due there.
  func hooks(
    live: LiveRecordings, writer: CheckpointWriter, clock: @escaping () -> Duration,
    isDue: @escaping (_ step: Int) -> Bool
  ) -> Experiment.Hooks {
    let id = control.id
    return Experiment.Hooks(
      shouldContinue: { [self] _ in requestedEnd == nil },
      willTrain: { live.begin(id, with: $0) },
      offer: { [self] step, makeCheckpoint in
        control.report(step: step)
        control.waitWhilePaused()
        requestedEnd = control.requestedEnd
        guard step > savedStep else { return }
        switch requestedEnd {
        case nil:
          guard isDue(step) else { return }
          let began = clock()
          guard let checkpoint = makeCheckpoint() else { return }
          savedStep = step
          writer.submit(item(checkpoint), began: began)
        case .stopped:
          if let checkpoint = makeCheckpoint() { writer.write(item(checkpoint)) }
        default: break
        }
      })
  }

  private func item(_ checkpoint: ExperimentCheckpoint) -> CheckpointWriter.Item {
    CheckpointWriter.Item(
      job: control.id, access: access,
      makeParts: { [parts] in parts.update { $0.update(to: checkpoint) } },
      done: { [parts] in parts.settle(isStored: $0) })
  }

  /// What ends the job before its training has; for any thread of the caller's own.
  func ending(_ writer: CheckpointWriter) -> @Sendable (EndedExperiment) -> Void {
    { [control, access, parts] ended in
      let end = control.requestedEnd ?? .stopped
      if case .stopped = end {
        control.finish(end)
        return
      }
      let (recording, kept, step) = (ended.recording, ended.record.snapshots, control.step)
      if !recording.points.isEmpty {
        writer.write(
          CheckpointWriter.Item(
            job: control.id, access: access,
            makeParts: {
              parts.update { JobCheckpoint(step: step, parts: $0.update(recording, kept)) }
            }))
      }
      control.finish(end)
    }
  }
}

/// The parts of a job that are stored, as far as that is known.
private final class StoredParts: Sendable {
  private struct State {
    var stored: CheckpointParts
    var made: CheckpointParts
  }

  private let state: Mutex<State>

  init(_ parts: CheckpointParts) {
    state = Mutex(State(stored: parts, made: parts))
  }

  /// Makes the parts that differ from what is stored.
  func update(_ make: (inout CheckpointParts) -> JobCheckpoint) -> JobCheckpoint {
    state.withLock { state in
      state.made = state.stored
      return make(&state.made)
    }
  }

  /// What was made last is stored, or could not be and is made again with the next.
  func settle(isStored: Bool) {
    state.withLock { if isStored { $0.stored = $0.made } }
  }
}
