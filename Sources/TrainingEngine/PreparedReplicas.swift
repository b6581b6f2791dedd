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

  /// Replicas one a lane, measured with other kernels than they learn with.
  init<Scalar>(
    lanes specs: [TrainingSpec], data: Dataset, laneKernels: LaneKernels<Scalar>,
    kernels: KernelSet<Scalar>, fixedOrder: [Int]? = nil, states: [LearnerState] = [],
    stepBreak: StepBreak = StepBreak()
  ) where Learner == LaneLearner<Scalar> {
    let orders = specs.map { BatchOrder($0, rows: data.trainRows, fixed: fixedOrder) }
    measurement = NetworkMeasurement(
      specs[0], data: data, batchSize: 1, form: .inPlace, kernels: kernels,
      team: ThreadTeam(size: 1),
      stepBreak: stepBreak)
    learner = LaneLearner(
      specs, train: measurement.train, orders: orders, lanes: laneKernels, kernels: kernels,
      states: states)
  }
}
