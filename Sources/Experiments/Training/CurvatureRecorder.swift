package import NeuronSimilarity
internal import SpecJSON
package import TrainingEngine
package import TrainingModel

/// The ends of the Hessian's spectrum at some recorded steps of a training, where its spec asks for
/// them: ``RecordingPlan/curvature``.
package struct CurvatureRecorder {
  /// What was measured at one step.
  package typealias Entry = (step: Int, edge: Measured<HessianEdge>)

  /// Multiply-adds that one step's products may take: at least 33 of the largest that specs may ask for.
  package static let budget = CurvatureWork.budget

  private let spec: TrainingSpec
  private let steps: Set<Int>
  private(set) var entries: [Entry]

  /// - Parameter entries: what an earlier attempt has measured.
  package init(_ spec: TrainingSpec, entries: [Entry] = []) {
    self.spec = spec
    self.entries = entries
    steps = Set(spec.recording.curvatureSteps(of: spec.training.steps))
  }

  /// Takes a recorded step in, where it is one of those.
  ///
  /// - Returns: false if it was interrupted; then nothing of the step is kept.
  package mutating func observe(_ observation: Observation, isInterrupted: () -> Bool) -> Bool {
    observe(at: observation.point.step) {
      NetworkWeights(layers: observation.layers.map(\.parameters))
    } isInterrupted: {
      isInterrupted()
    }
  }

  /// The same of a network's weights at a recorded step, which are asked for where they are needed.
  mutating func observe(
    at step: Int, _ weights: () -> NetworkWeights, isInterrupted: () -> Bool
  ) -> Bool {
    guard steps.contains(step) else { return true }
    let edge = HessianEdge.of(
      weights(), spec, budget: Self.budget, isInterrupted: isInterrupted)
    if isInterrupted() { return false }
    entries.append((step, edge))
    return true
  }

  /// Forgets what was measured at the last recorded step.
  package mutating func forget(_ step: Int) {
    if entries.last?.step == step { entries.removeLast() }
  }

  /// What was measured at the last recorded step, if anything was.
  package func last(at step: Int) -> Entry? { entries.last.flatMap { $0.step == step ? $0 : nil } }
}

extension CurveTable {
  /// The columns of the curvature, a value at each step at which it was measured.
  static func curvature(
    _ entries: [CurvatureRecorder.Entry], at steps: [Int], of spec: TrainingSpec
  ) -> [Column] {
    guard !entries.isEmpty else { return [] }
    let found = Dictionary(entries.map { ($0.step, $0.edge.value) }) { first, _ in first }
    func column(_ name: String, _ value: (Int, HessianEdge) -> Double?) -> Column {
      Column(
        name: name,
        values: steps.map { step in
          found[step].flatMap { $0 }.flatMap { value(step, $0) }
        })
    }
    var rates = LearningRates(spec.training)
    var (asked, rate) = (0, spec.training.learningRate)
    return [
      column("sharpness") { $1.largest },
      column("smallest_curvature") { $1.smallest },
      column("curvature_error") { $1.errorBound },
      column("edge_of_stability") { step, edge in
        // The rate of the update that follows; behind the last, what it would have been.
        while asked <= step {
          rate = rates.next()
          asked += 1
        }
        return EdgeOfStability.ratio(
          rate: rate, curvature: edge.largest, optimizer: spec.training.optimizer)
      },
    ].filter { $0.values.contains { $0 != nil } }
  }
}
