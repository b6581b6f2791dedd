internal import Jobs
internal import TrainingEngine
internal import TrainingModel

extension JobMemory {
  /// The bytes that training a spec takes in a worker, told from its numbers: `TrainingMemory`, the
  /// rows as they come from the store, and what is recorded until the store has it.
  ///
  /// - Complexity: O(recorded points).
  init(of spec: TrainingSpec) {
    let training = TrainingMemory(spec)
    let data = Self.rows(of: spec) + training.data
    let points = spec.recording.recordedSteps(of: spec.training.steps).count
    let kept = min(points, max(2, spec.recording.snapshots))
    // Snapshots as bytes, and packed.
    let stored = 2 * kept * spec.parameterCount * spec.precision.byteCount
    let measured = points * (spec.recording.similarity ? spec.layers.count * Self.ofLayer : 0)
    // The vectors that are kept of the products, and the passages of all rows.
    let parameters = spec.parameterCount
    let curvature =
      spec.recording.curvature == 0
      ? 0
      : 8 * min(CurvatureWork.mostNumbers, CurvatureWork.mostProducts * parameters)
        + 8 * 16 * spec.dataset.trainRows * spec.widths.reduce(0, +)
    self.init(
      alone: training.total - training.data + data + stored + measured + curvature
        + points * Self.ofPoint
        + Self.ofJob,
      shared: data)
  }

  /// The rows until they are prepared, beside what training holds of them: of a stored data set as they
  /// are kept, once packed and once not, and once more where a test split is drawn; else in float64.
  private static func rows(of spec: TrainingSpec) -> Int {
    let rows = spec.dataset.trainRows + spec.dataset.testRows
    let inFloat64 = 8 * rows * (spec.inputs + spec.outputs)
    guard case .stored(let stored) = spec.dataset, let kept = stored.shape.bytes else {
      return 2 * inFloat64
    }
    // Targets are in float64 whatever they are kept as.
    return (stored.testShare > 0 ? 3 : 2) * kept + 8 * rows * stored.targetColumns
  }

  /// Why a job that needs more memory than there is is not taken in.
  static func refusal(needed: Int, available: Int) -> String {
    "Training this needs about \(needed) bytes of memory, and all trainings here may take"
      + " \(available). Take fewer parameters, rows, recorded points or snapshots, or give the"
      + " service more memory (--memory)."
  }

  /// What a recorded point takes until it is stored, as numbers and as text.
  private static let ofPoint = 512
  /// What a measured layer of a recorded point takes, likewise.
  private static let ofLayer = 3 << 10
  /// What every training takes besides.
  private static let ofJob = 256 << 10
}
