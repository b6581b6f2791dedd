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

  /// One network, the rows of its batches across the lanes.
  ///
  /// - Parameter neurons: with which it is measured in a lane, where the plan has it so; without, and
  ///   in float64, it is measured with other kernels than it learns with.
  init<Scalar>(
    narrow spec: TrainingSpec, data: Dataset, plan: LanePlan<Scalar>.RowPlan,
    kernels: KernelSet<Scalar>, neurons: NeuronKernels? = nil, fixedOrder: [Int]? = nil,
    state: LearnerState? = nil, stepBreak: StepBreak = StepBreak()
  ) where Learner == RowLearner<Scalar> {
    let order = BatchOrder(spec, rows: data.trainRows, fixed: fixedOrder)
    let measurement = NetworkMeasurement(
      spec, data: data, batchSize: 1, form: .inPlace, kernels: kernels,
      team: ThreadTeam(size: 1), stepBreak: stepBreak)
    self.measurement = measurement
    learner = RowLearner(
      spec, train: measurement.train, order: order, kernels: plan.kernels,
      lanes: plan.measuring?.lanes ?? 1, state: state
    ) { layouts in
      plan.measuring.flatMap {
        LaneMeasurement(
          spec, layouts: layouts, groups: 1, data: data, measurement: measurement,
          laneKernels: $0, neurons: neurons)
      }
    }
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
      LaneMeasurement(
        specs[0], layouts: layouts, groups: groups, data: data, measurement: measurement,
        laneKernels: laneKernels, neurons: neurons)
    }
  }
}
