internal import Kernels
internal import TrainingModel

/// Replicas ready for their first batch, and what measures them.
struct PreparedReplicas<Learner: BatchLearner> {
  var learner: Learner
  var measurement: NetworkMeasurement<Learner.Scalar>
}

extension PreparedReplicas {
  /// One network, its layers across the lanes.
  init<Scalar>(
    single spec: TrainingSpec, data: Dataset, kernels: KernelSet<Scalar>, team: ThreadTeam,
    fixedOrder: [Int]? = nil, state: LearnerState? = nil, stepBreak: StepBreak = StepBreak()
  ) where Learner == SingleLearner<Scalar> {
    let order = BatchOrder(spec, rows: data.trainRows, fixed: fixedOrder)
    measurement = NetworkMeasurement(
      spec, data: data, batchSize: order.batchSize,
      form: spec.readsRowsInPlace ? .inPlace : .toCopy, kernels: kernels, team: team,
      stepBreak: stepBreak)
    learner = SingleLearner(
      spec, train: measurement.train, order: order, engine: measurement.engine, state: state)
  }

  /// Replicas one a lane.
  ///
  /// - Parameter neurons: with which they are measured side by side; without, or in float64, each is
  ///   measured as if it were alone, with other kernels than it learns with.
  init<Scalar>(
    lanes specs: [TrainingSpec], data: Dataset, laneKernels: LaneKernels<Scalar>,
    kernels: KernelSet<Scalar>, neurons: NeuronKernels? = nil, fixedOrder: [Int]? = nil,
    states: [LearnerState] = [], stepBreak: StepBreak = StepBreak()
  ) where Learner == LaneLearner<Scalar> {
    let orders = specs.map { BatchOrder($0, rows: data.trainRows, fixed: fixedOrder) }
    let measurement = NetworkMeasurement(
      specs[0], data: data, batchSize: 1, form: .inPlace, kernels: kernels,
      team: ThreadTeam(size: 1),
      stepBreak: stepBreak)
    self.measurement = measurement
    learner = LaneLearner(
      specs, train: measurement.train, orders: orders, lanes: laneKernels, kernels: kernels,
      states: states
    ) { groups, layouts in
      // Squares of float64 numbers may overflow; those of float32 numbers in float64 do not.
      guard let neurons, Scalar.self == Float.self else { return nil }
      return LaneMeasurement(
        specs[0], layouts: layouts, groups: groups, data: data, measurement: measurement,
        laneKernels: laneKernels, neurons: neurons)
    }
  }
}
