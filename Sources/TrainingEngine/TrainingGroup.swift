internal import Kernels
internal import TrainingModel

/// The training of one network or of replicas in step: when which step is recorded, measured,
/// stopped or ended. How a batch is learnt is the learner's affair.
struct TrainingGroup<Learner: BatchLearner> {
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
  private let stepBreak: StepBreak
  private var replicas: [TrainedReplica]
  /// Updates done.
  private var step: Int
  /// Whether the next batch has been taken.
  private var isPrepared = false

  /// - Parameters:
  ///   - prepared: the replicas ready for their first batch.
  ///   - states: what they go on from; none where they begin.
  ///   - pause: called before each burst of steps, about once a millisecond.
  init(
    _ specs: [TrainingSpec], observers: [any TrainingObserver],
    prepared: PreparedReplicas<Learner>, states: [TrainingState], pause: @escaping () -> Void
  ) {
    self.pause = pause
    let spec = specs[0]
    plan = spec.training
    recorded = spec.recording.recordedSteps(of: plan.steps)
    snapshots = Set(spec.recording.snapshotSteps(of: plan.steps))
    replicas = observers.map { TrainedReplica(observer: $0) }
    for (index, state) in states.enumerated() { replicas[index].record = state.record }
    step = states.first?.step ?? 0
    hasMinibatches = plan.batchSize != nil
    learner = prepared.learner
    measurement = prepared.measurement
    stepBreak = measurement.engine.stepBreak
    let batchSize = min(plan.batchSize ?? measurement.train.rows, measurement.train.rows)
    let work = max(1, 6 * spec.parameterCount * batchSize * specs.count)
    burst = max(1, 4_000_000 / work)
    showLanes(to: observers)
  }

  /// Tells what measures the replicas side by side who follows them.
  private func showLanes(to observers: [any TrainingObserver]) {
    guard let groups = learner.sideBySide?.groups else { return }
    for (index, group) in groups.enumerated() {
      let first = index * group.lanes
      group.observers = Array(observers[first..<min(observers.count, first + group.lanes)])
      group.alone = { [unowned learner, measurement, unowned group] lane in
        learner.copyWeights(of: first + lane, to: measurement.engine)
        return measurement.observation(at: group.step)
      }
    }
  }

  /// Lets go of who follows the replicas: observers may hold what measures them, and all that was
  /// recorded, as long as it holds them.
  private func leaveLanes() {
    for group in learner.sideBySide?.groups ?? [] {
      group.observers = []
      group.alone = LaneObservation.nobody
    }
  }

  /// Trains every replica to its end.
  mutating func run() -> [TrainingRecord] {
    defer { leaveLanes() }
    var nextRecorded = recorded.firstIndex { $0 >= step } ?? recorded.count - 1
    // A drawing of the starting weights may have been given up too.
    var isVoid = stepBreak.wasRaised
    // How many replicas were active when the last attempt at this step was given up.
    var givenUpBy: Int?
    while true {
      pause()
      stopWhereAsked()
      guard replicas.contains(where: \.isActive) else { break }
      if isVoid { learner.beginAnew() }
      isVoid = false
      // Where a step was given up and yet everyone goes on, the next attempt comes to its end.
      let isHeld = givenUpBy == replicas.count(where: \.isActive)
      stepBreak.reset(isHeld: isHeld)
      let isLast = step == plan.steps
      guard takeStep(isRecorded: recorded[nextRecorded] == step, isLast: isLast, isHeld: isHeld)
      else {
        takeBack()
        givenUpBy = replicas.count(where: \.isActive)
        continue
      }
      givenUpBy = nil
      if isLast || !replicas.contains(where: \.isActive) { break }
      if recorded[nextRecorded] == step { nextRecorded += 1 }
      update()
      hurry(to: min(recorded[nextRecorded], step + burst - 1))
    }
    return replicas.map(\.record)
  }

  /// Takes steps of which nothing is recorded, as far as all losses are finite.
  private mutating func hurry(to end: Int) {
    while step < end {
      isPrepared = true
      guard learner.prepare(measured: false), !stepBreak.wasRaised else { break }
      update()
    }
    if stepBreak.wasRaised { takeBack() }
  }

  private mutating func update() {
    learner.update()
    step += 1
    isPrepared = false
  }

  /// Undoes the preparation of a step that was given up.
  private mutating func takeBack() {
    if isPrepared { learner.undo() }
    isPrepared = false
  }

  private mutating func stopWhereAsked() {
    for index in replicas.indices where replicas[index].isActive {
      let goesOn = replicas[index].observer.shouldContinue(at: step) { state(of: index) }
      if !goesOn {
        replicas[index].record.stoppedEarly = true
        // Without a recorded point they show nothing.
        if !replicas[index].record.points.isEmpty { keepWeights(of: index) }
        retire(index)
      }
    }
  }

  /// What a replica could go on from; nil where its next batch has been taken already.
  private func state(of index: Int) -> TrainingState? {
    isPrepared
      ? nil
      : TrainingState(
        step: step, learner: learner.state(of: index), record: replicas[index].record)
  }

  /// Measures and prepares a step, and records it; ends the replicas whose loss is not finite.
  ///
  /// - Returns: false where it was given up, before anything of it was recorded.
  private mutating func takeStep(isRecorded: Bool, isLast: Bool, isHeld: Bool) -> Bool {
    var measured = [MeasuredStep?](repeating: nil, count: replicas.count)
    if isRecorded {
      learner.measure(
        at: step, active: replicas.map(\.isActive), over: measurement.rows(at: step))
      for index in replicas.indices where replicas[index].isActive {
        measured[index] = measuredSideBySide(index) ?? measure(index)
      }
    }
    if !isLast && !isPrepared && !stepBreak.wasRaised {
      isPrepared = true
      _ = learner.prepare(measured: isRecorded && measurement.leavesWholePass(at: step))
    }
    var losses = [Double?](repeating: nil, count: replicas.count)
    var diverged = [Bool](repeating: false, count: replicas.count)
    for index in replicas.indices where replicas[index].isActive && !stepBreak.wasRaised {
      losses[index] = isLast ? nil : learner.batchLoss(of: index)
      diverged[index] =
        losses[index]?.isFinite == false || measured[index]?.point.trainLoss.isFinite == false
      // Its last point speaks over all rows, wherever it ends.
      if diverged[index], measured[index] == nil || measurement.takesSample(at: step) {
        measured[index] = measure(index, overAll: true)
      }
    }
    guard !stepBreak.wasRaised, observe(measured, mayGiveUp: !isHeld && replicas.count == 1)
    else { return false }
    for index in replicas.indices where replicas[index].isActive {
      if var point = measured[index]?.point {
        point.batchLoss = hasMinibatches ? losses[index] : nil
        replicas[index].record.points.append(point)
        replicas[index].observer.record(point)
      }
      if diverged[index] || isLast || (measured[index] != nil && snapshots.contains(step)) {
        keepWeights(of: index)
      }
      if diverged[index] { replicas[index].record.divergedAt = step }
      if diverged[index] || isLast { retire(index) }
    }
    return true
  }

  /// Shows the observers what was measured for them.
  ///
  /// - Parameter mayGiveUp: only for one that is alone: no other has then seen what would have to be
  ///   forgotten.
  /// - Returns: false where it gave up.
  private func observe(_ measured: [MeasuredStep?], mayGiveUp: Bool) -> Bool {
    for (replica, measured) in zip(replicas, measured) where replica.isActive {
      switch measured?.shown {
      case nil: continue
      case .sideBySide(let group, let lane): replica.observer.observe(group, lane: lane)
      case .alone(let observation) where mayGiveUp:
        if !replica.observer.observeUnlessInterrupted(observation) { return false }
      case .alone(let observation): replica.observer.observe(observation)
      }
    }
    return true
  }

  private func measure(_ index: Int, overAll: Bool = false) -> MeasuredStep {
    learner.copyWeights(of: index, to: measurement.engine)
    let (point, observation) = measurement.measure(at: step, overAll: overAll)
    return MeasuredStep(point: point, shown: observation.map { .alone($0) })
  }

  private func measuredSideBySide(_ index: Int) -> MeasuredStep? {
    guard let groups = learner.sideBySide?.groups else { return nil }
    let group = groups[index / groups[0].lanes]
    let lane = index % group.lanes
    return MeasuredStep(
      point: group.points[lane],
      shown: group.layers.isEmpty ? nil : .sideBySide(group, lane: lane))
  }

  private mutating func keepWeights(of index: Int) {
    learner.copyWeights(of: index, to: measurement.engine)
    let snapshot = TrainingRecord.Snapshot(step: step, weights: measurement.weights)
    replicas[index].record.snapshots.append(snapshot)
    replicas[index].observer.keep(snapshot)
  }

  private mutating func retire(_ index: Int) {
    replicas[index].isActive = false
    replicas[index].observer.finish(replicas[index].record)
    learner.retire(index)
  }
}
