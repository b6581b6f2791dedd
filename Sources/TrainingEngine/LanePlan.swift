internal import KernelDispatch
internal import Kernels
package import TrainingModel

/// With which kernels replicas train: one a lane and how many at once, or each alone with its
/// layers, or the rows of its batches, across the lanes.
///
/// The bits do not depend on it, only the speed.
struct LanePlan<Scalar: KernelScalar> {
  /// The kernels of a network alone, and of everything that is measured.
  var kernels: KernelSet<Scalar>
  /// `nil` where every network trains alone.
  var laneKernels: LaneKernels<Scalar>?
  /// Where the rows of a network's batches lie across the lanes.
  var rows: RowPlan?
  var groupSize: Int

  /// How a network trains whose batches' rows lie across the lanes.
  struct RowPlan {
    var kernels: KernelSet<Scalar>
    /// With which it is measured, in the first of the lanes; `nil` where it is measured alone, as it is
    /// where the other lanes' idle work over many rows would cost more.
    var measuring: LaneKernels<Scalar>?
  }

  /// A single network of at most this many units a layer is faster with its rows than with its units
  /// across the lanes: vectors of units would be mostly padding.
  private static var widestSingle: Int { 8 }
  /// Rows up to which a single network is measured in lanes, and units a layer up to which it is over
  /// any number of rows.
  private static var fewRows: Int { 256 }
  private static var fewUnits: Int { 3 }
  /// Replicas of at most this many units a layer train one a lane; wider layers fill vectors by
  /// themselves, and a group's weights would leave the cache.
  private static var widestGroup: Int { RecordingBounds.smallLayer }

  /// Vectors of networks that go through a step together hide each other's waiting, as long as their
  /// numbers stay in the first cache.
  private static var mostVectors: Int { 4 }
  private static var nearCache: Int { 32 << 10 }
  /// Multiply-adds of a replica's pass up to which a group takes a step in one piece: some ten
  /// milliseconds, after which it can be asked to end. In longer ones a network's rows fill the
  /// vectors' time by themselves.
  private static var longestPass: Int { 16_000_000 }

  /// Parameters, gradient and what passes through for one batch.
  private static func numbersOfNetwork(_ spec: TrainingSpec, rows: Int) -> Int {
    let passing = spec.layers.reduce(spec.inputs + spec.outputs) { $0 + 3 * $1.units }
    return 2 * spec.parameterCount + rows * passing
  }

  /// Multiply-adds of one update.
  private var work: Int
  /// Multiply-adds of one update that repay a thread's part in it: some microseconds.
  private static var workOfThread: Int { 200_000 }

  /// Whether replicas of the spec train one a lane.
  static func usesLanes(_ spec: TrainingSpec) -> Bool {
    !spec.isRegularized && (spec.widths.max() ?? 0) <= widestGroup && takesShortSteps(spec)
  }

  private static func takesShortSteps(_ spec: TrainingSpec) -> Bool {
    let rows = spec.training.batchSize ?? spec.dataset.trainRows
    return spec.parameterCount * rows <= longestPass
  }

  /// How many of the threads at hand are worth using.
  func teamSize(of threads: Int) -> Int {
    laneKernels == nil && rows == nil ? max(1, min(threads, work / Self.workOfThread)) : 1
  }

  /// The replicas, by their places, that train together.
  func groups(of count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: groupSize).map { $0..<min($0 + groupSize, count) }
  }

  init(
    _ specs: [TrainingSpec], _ variant: KernelVariant,
    _ set: (KernelVariant) -> KernelSet<Scalar>
  ) {
    let spec = specs[0]
    let widest = spec.widths.max() ?? 0
    let rows = spec.training.batchSize ?? spec.dataset.trainRows
    // A sum over all rows of a batch is not split between threads.
    work = spec.normalizesBatches ? 0 : 3 * spec.parameterCount * rows
    let wide = set(variant)
    // Half-empty vectors of AVX-512 cost twice as much as full ones of AVX2.
    let narrow = variant == .avx512 ? set(.avx2) : wide
    kernels = widest <= narrow.width ? narrow : wide
    if specs.count > 1, Self.usesLanes(spec) {
      let many = specs.count > wide.fewLanes.lanes ? wide.manyLanes : wide.fewLanes
      laneKernels = many
      let bytesOfGroup =
        Self.numbersOfNetwork(spec, rows: rows) * many.lanes * MemoryLayout<Scalar>.stride
      let groups = min(Self.mostVectors * wide.width / many.lanes, Self.nearCache / bytesOfGroup)
      groupSize = many.lanes * max(1, groups)
    } else {
      let isTiny =
        specs.count == 1 && widest <= Self.widestSingle && !spec.isRegularized
        && Self.takesShortSteps(spec)
      let rowKernels = rows <= narrow.width ? narrow : wide
      // The curvature takes time, and only an observation of a network alone can be given up.
      let measuresInLanes =
        spec.recording.curvature == 0
        && (widest <= Self.fewUnits
          || spec.recording.rowsBetween(of: spec.dataset.trainRows) <= Self.fewRows)
      self.rows =
        isTiny
        ? RowPlan(kernels: rowKernels, measuring: measuresInLanes ? narrow.fewLanes : nil) : nil
      groupSize = 1
    }
  }
}

extension TrainingSpec {
  /// What replicas that train side by side have in common: everything but the seed and the
  /// starting weights.
  package var laneKey: TrainingSpec {
    var key = self
    key.seed = 0
    for index in key.layers.indices {
      key.layers[index].weights = .zeros
      key.layers[index].biases = .zeros
    }
    return key
  }
}
