package import KernelDispatch
package import TrainingEngine
package import TrainingModel

/// Specs trained and measured: what a worker of the service does with jobs, and what the command
/// does without a service.
package enum Experiment {
  /// How the caller follows a training and ends it, called on the thread that trains.
  package struct Hooks {
    /// Asked with the number of updates done whether to go on: before every update, or, where
    /// updates are quick, about once a millisecond.
    package var shouldContinue: (_ step: Int) -> Bool
    /// Given, before the training begins, what will hold all that is recorded, as it is.
    package var willTrain: (RunningRecording) -> Void
    /// Told of every recorded step once it is there to be read.
    package var didRecord: (TrainingRecord.Point) -> Void
    /// Offered, before `shouldContinue` is asked, what the rest could go on from, which takes time
    /// to make; nil where there is none at this step.
    package var offer: (_ step: Int, _ checkpoint: () -> ExperimentCheckpoint?) -> Void

    /// Hooks; without arguments they let the training run to its end.
    package init(
      shouldContinue: @escaping (_ step: Int) -> Bool = { _ in true },
      willTrain: @escaping (RunningRecording) -> Void = { _ in },
      didRecord: @escaping (TrainingRecord.Point) -> Void = { _ in },
      offer: @escaping (_ step: Int, _ checkpoint: () -> ExperimentCheckpoint?) -> Void = { _, _ in
      }
    ) {
      self.shouldContinue = shouldContinue
      self.willTrain = willTrain
      self.didRecord = didRecord
      self.offer = offer
    }
  }

  /// Trains `spec` on the calling thread and at most `threads - 1` others. `clock` is time since
  /// some fixed moment; it goes into `seconds` and nothing else.
  ///
  /// - Returns: what was measured, up to where the hooks ended it; see
  ///   `ExperimentResult.stoppedEarly`.
  /// - Precondition: `SpecReader` accepts the spec.
  /// - Complexity: that of `Trainer.run`.
  package static func run(
    _ spec: TrainingSpec, kernels: KernelVariant = .best, threads: Int = 1, hooks: Hooks = Hooks(),
    clock: @escaping () -> Duration
  ) -> ExperimentResult {
    var trainer = Trainer(spec, kernels: kernels)
    trainer.threads = threads
    var result: ExperimentResult?
    run(trainer, hooks: [hooks], clock: clock) { _, ended in result = ended.result() }
    guard let result else { preconditionFailure("the trainer ends every training") }
    return result
  }

  /// Trains the trainer's replicas side by side, with hooks for each, from their beginnings or from
  /// checkpoints of one step.
  ///
  /// - Parameter checkpoints: empty, or one a replica.
  /// - Parameter didEnd: takes each replica's place and what was recorded as soon as it has ended, while
  ///   others may still train. `seconds` of a result is time that was shared with them.
  package static func run(
    _ trainer: Trainer, from checkpoints: [ExperimentCheckpoint] = [], hooks: [Hooks],
    clock: @escaping () -> Duration,
    didEnd: @escaping (_ replica: Int, EndedExperiment) -> Void
  ) {
    let points = trainer.specs.map { $0.recording.recordedSteps(of: $0.training.steps).count }
    let similarities = GroupSimilarities(points: points.max() ?? 0)
    let observers = zip(trainer.specs, hooks).enumerated().map { index, pair in
      ExperimentObserver(
        pair.0, hooks: pair.1, checkpoint: checkpoints.isEmpty ? nil : checkpoints[index],
        points: points[index],
        kernels: trainer.kernels, similarities: similarities, clock: clock,
        isInterrupted: { [isInterrupted = trainer.isInterrupted] in isInterrupted(index) }
      ) { didEnd(index, $0) }
    }
    var trainer = trainer
    trainer.states = checkpoints.map(\.state)
    _ = trainer.run(observers: observers)
  }
}
