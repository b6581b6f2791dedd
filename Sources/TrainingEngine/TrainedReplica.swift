/// One network of a group and what is recorded of it.
///
/// Not within the group, as ``MeasuredStep``: types within one that has parameters have these too, and
/// are looked up at every step.
struct TrainedReplica {
  let observer: any TrainingObserver
  var record = TrainingRecord()
  var isActive = true
}

/// What was measured of a network at a recorded step.
struct MeasuredStep {
  /// What its observer is shown.
  enum Shown {
    case alone(Observation)
    case sideBySide(LaneObservation, lane: Int)
  }

  let point: TrainingRecord.Point
  let shown: Shown?
}
