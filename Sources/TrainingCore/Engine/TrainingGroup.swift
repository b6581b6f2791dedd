internal import Kernels

/// The training of one network or of replicas in step: when which step is recorded, measured,
/// stopped or ended. How a batch is learnt is the learner's affair.
struct TrainingGroup<Learner: BatchLearner> {
  /// One network of the group and what is recorded of it.
  private struct Replica {
    let observer: any TrainingObserver
    var record = TrainingRecord(points: [], snapshots: [], divergedAt: nil, stoppedEarly: false)
    var isActive = true
  }

  private let plan: TrainingPlan
  private let recorded: [Int]
  private let snapshots: Set<Int>
  private let measurement: NetworkMeasurement<Learner.Scalar>
  private let learner: Learner
  /// Whether batches are parts of the training set, with losses of their own.
  private let hasMinibatches: Bool
  /// Steps between two questions to the observers: about a millisecond of work, and 1 where a step
  /// takes longer.
  private let burst: Int
  /// Called between bursts.
  private let pause: () -> Void
  private var replicas: [Replica]

  /// - Parameters:
  ///   - prepared: the replicas ready for their first batch.
  ///   - pause: called before each burst of steps, about once a millisecond.
  init(
    _ specs: [TrainingSpec], observers: [any TrainingObserver],
    prepared: PreparedReplicas<Learner>, pause: @escaping () -> Void
  ) {
    self.pause = pause
    let spec = specs[0]
    plan = spec.training
    recorded = spec.recording.recordedSteps(of: plan.steps)
    snapshots = Set(spec.recording.snapshotSteps(of: plan.steps))
    replicas = observers.map { Replica(observer: $0) }
    hasMinibatches = plan.batchSize != nil
    learner = prepared.learner
    measurement = prepared.measurement
    let batchSize = min(plan.batchSize ?? measurement.train.rows, measurement.train.rows)
    let work = max(1, 6 * spec.parameterCount * batchSize * specs.count)
    burst = max(1, 4_000_000 / work)
  }

  /// Trains every replica to its end.
  mutating func run() -> [TrainingRecord] {
    var step = 0
    var nextRecorded = 0
    var isPrepared = false
    while true {
      pause()
      stopWhereAsked(at: step)
      guard replicas.contains(where: \.isActive) else { break }
      let isRecorded = recorded[nextRecorded] == step
      var points = [TrainingRecord.Point?](repeating: nil, count: replicas.count)
      if isRecorded {
        nextRecorded += 1
        for index in replicas.indices where replicas[index].isActive {
          points[index] = measure(index, at: step)
        }
      }
      let isLast = step == plan.steps
      if !isLast && !isPrepared {
        _ = learner.prepare(measured: isRecorded && measurement.leavesWholePass)
      }
      finishStep(step, points: &points, isLast: isLast)
      if isLast || !replicas.contains(where: \.isActive) { break }
      learner.update()
      step += 1
      isPrepared = false
      let end = min(recorded[nextRecorded], step + burst - 1)
      while step < end {
        isPrepared = true
        guard learner.prepare(measured: false) else { break }
        learner.update()
        isPrepared = false
        step += 1
      }
    }
    return replicas.map(\.record)
  }

  private mutating func stopWhereAsked(at step: Int) {
    for index in replicas.indices where replicas[index].isActive {
      if !replicas[index].observer.shouldContinue(at: step) {
        replicas[index].record.stoppedEarly = true
        keepWeights(of: index, at: step)
        retire(index)
      }
    }
  }

  /// Records a step whose batch is prepared, and ends the replicas whose loss is not finite.
  private mutating func finishStep(
    _ step: Int, points: inout [TrainingRecord.Point?], isLast: Bool
  ) {
    for index in replicas.indices where replicas[index].isActive {
      let batchLoss = isLast ? nil : learner.batchLoss(of: index)
      let diverged = batchLoss?.isFinite == false || points[index]?.trainLoss.isFinite == false
      if diverged, points[index] == nil { points[index] = measure(index, at: step) }
      if var point = points[index] {
        point.batchLoss = hasMinibatches ? batchLoss : nil
        replicas[index].record.points.append(point)
        replicas[index].observer.record(point)
      }
      if diverged || isLast || (points[index] != nil && snapshots.contains(step)) {
        keepWeights(of: index, at: step)
      }
      if diverged { replicas[index].record.divergedAt = step }
      if diverged || isLast { retire(index) }
    }
  }

  private func measure(_ index: Int, at step: Int) -> TrainingRecord.Point {
    learner.copyWeights(of: index, to: measurement.engine)
    return measurement.point(at: step, for: replicas[index].observer)
  }

  private mutating func keepWeights(of index: Int, at step: Int) {
    learner.copyWeights(of: index, to: measurement.engine)
    replicas[index].record.snapshots.append(
      TrainingRecord.Snapshot(step: step, weights: measurement.weights))
  }

  private mutating func retire(_ index: Int) {
    replicas[index].isActive = false
    replicas[index].observer.finish(replicas[index].record)
    learner.retire(index)
  }
}
