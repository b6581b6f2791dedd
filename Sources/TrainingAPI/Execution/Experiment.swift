public import TrainingCore

/// One spec trained and measured: what a worker of the service does with a job, and what the
/// command does without a service.
public enum Experiment {
  /// How the caller follows a training and ends it, called on the thread that trains.
  public struct Hooks {
    /// Asked with the number of updates done whether to go on: before every update, or, where
    /// updates are quick, about once a millisecond.
    public var shouldContinue: (_ step: Int) -> Bool
    /// Told of every recorded point.
    public var didRecord: (TrainingRecord.Point) -> Void

    /// Hooks; without arguments they let the training run to its end.
    public init(
      shouldContinue: @escaping (_ step: Int) -> Bool = { _ in true },
      didRecord: @escaping (TrainingRecord.Point) -> Void = { _ in }
    ) {
      self.shouldContinue = shouldContinue
      self.didRecord = didRecord
    }
  }

  /// Trains `spec` on the calling thread. `clock` is time since some fixed moment; it goes into
  /// `seconds` and nothing else.
  ///
  /// - Returns: what was measured, up to where the hooks ended it; see
  ///   `ExperimentResult.stoppedEarly`.
  /// - Precondition: `SpecReader` accepts the spec.
  /// - Complexity: that of `Trainer.run`.
  public static func run(
    _ spec: TrainingSpec, kernels: KernelVariant = .best, hooks: Hooks = Hooks(),
    clock: @escaping () -> Duration
  ) -> ExperimentResult {
    let observer = ExperimentObserver(spec, hooks: hooks, clock: clock)
    let record = Trainer(spec, kernels: kernels).run(observer: observer)
    return ExperimentResult(
      spec: spec, record: record, similarity: observer.similarity,
      secondsAtPoints: observer.seconds, seconds: observer.elapsed)
  }
}
