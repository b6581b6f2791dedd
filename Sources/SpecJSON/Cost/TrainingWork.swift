internal import TrainingModel

/// How much work a training is, told from its numbers alone: in multiply-adds, and what is something
/// else counts as those that take about as long.
///
/// With P weights and biases, B rows of a batch, R training rows and T test rows:
/// - learning: steps × (3 P B, forwards, backwards and for the gradient);
/// - recording: at the first and the last point P (R + T), where similarity is recorded P (3 R + T),
///   at those between the same for the rows of ``RecordingPlan/rows``; with similarity at every point
///   and for each layer the pairs of its compared neurons and the singular values of its weights;
/// - curvature, where it is recorded: at each such step at most 300 products of 6 P R;
/// - the end: all pairs of neurons and singular values once, and what is stored.
///
/// It is a `Double`, so that nothing overflows.
package struct TrainingWork {
  /// The numbers that it is told from.
  struct Shape {
    /// Inputs, then the units of every layer.
    var widths: [Int]
    var parameters: Int
    var trainRows: Int
    var testRows: Int
    /// Rows of one update.
    var batchRows: Int
    var steps: Int
    /// Steps that are recorded.
    var points: Int
    /// Training and test rows that the recorded steps between the first and the last are measured over.
    var trainRowsBetween: Int
    var testRowsBetween: Int
    var similarity: Bool
    /// Recorded steps that keep the weights.
    var snapshots: Int
    /// Recorded steps at which the curvature is measured.
    var curvature: Int
    /// Random numbers that a step draws.
    var drawn: Drawn
  }

  /// Random numbers of a step: noise, dropout and the like.
  struct Drawn {
    var ofStep = 0
    var ofRow = 0
  }

  /// All updates.
  package let learning: Double
  /// All that is measured and kept.
  package let recording: Double

  package var total: Double { learning + recording }

  init(_ shape: Shape) {
    let parameters = Double(shape.parameters)
    let batch = Double(shape.batchRows)
    let drawn = Double(shape.drawn.ofStep) + Double(shape.drawn.ofRow) * batch
    learning =
      Double(shape.steps) * (3 * parameters * batch + Self.ofDraw * drawn + Self.ofStep)

    let points = Double(shape.points)
    let layers = Double(shape.widths.count - 1)
    var point = Self.ofPoint
    if shape.similarity {
      point += Self.ofMeasuredLayer * layers + shape.pairs(among: RecordingBounds.neurons)
    }
    let ranks = shape.rankWork.reduce(0) { $0 + $1 * shape.rankCount(of: $1) }
    // Where similarity is not recorded the last weights are measured, all neurons of them.
    let end =
      shape.similarity
      ? 0 : 3 * parameters * Double(shape.trainRows) + shape.pairs(among: .max)
    recording =
      parameters * shape.measuredRows + points * point + Self.ofRank * ranks + end
      + Self.ofStoredNumber * parameters * Double(shape.snapshots)
      + Double(shape.curvature) * shape.curvatureWork
  }

  /// Multiply-adds that take about as long as one random number, …
  private static let ofDraw = 2000.0
  /// … as what a step does beside them, …
  private static let ofStep = 10_000.0
  /// … as what a recorded step does beside them, …
  private static let ofPoint = 50_000.0
  /// … and with similarity for every layer, …
  private static let ofMeasuredLayer = 500_000.0
  /// … as a multiplication that singular values cost, …
  private static let ofRank = 25.0
  /// … and as packing a number away.
  private static let ofStoredNumber = 2000.0
}

extension TrainingWork.Shape {
  /// Rows that all recorded points together pass once through the network, a pass with the gradient
  /// for three.
  fileprivate var measuredRows: Double {
    let passes = similarity ? 3.0 : 1
    let ends = Double(min(points, 2))
    return ends * (passes * Double(trainRows) + Double(testRows))
      + (Double(points) - ends) * (passes * Double(trainRowsBetween) + Double(testRowsBetween))
  }

  /// Both ends of the Hessian's spectrum once: as many products as there may be, and making each vector
  /// orthogonal, twice, to those before it.
  fileprivate var curvatureWork: Double {
    let product = Double(CurvatureWork.ofProduct(parameters: parameters, rows: trainRows))
    let products = min(
      Double(parameters), Double(CurvatureWork.mostProducts),
      Double(CurvatureWork.budget) / max(1, product))
    return products * product + 2 * products * products * Double(parameters)
  }

  /// The pairs of neurons that a recorded step compares, at most `limit` neurons a layer, times the
  /// length of what is compared of them.
  fileprivate func pairs(among limit: Int) -> Double {
    let probeRows = min(trainRows, RecordingBounds.probeRows)
    let next = widths.dropFirst(2) + [0]
    return zip(zip(widths, widths.dropFirst()), next).reduce(0) { sum, layer in
      let units = Double(min(layer.0.1, limit))
      return sum + units * units * Double(2 * layer.0.0 + layer.1 + probeRows)
    }
  }

  /// Multiplications that the singular values of each layer cost.
  fileprivate var rankWork: [Double] {
    zip(widths, widths.dropFirst()).map { inputs, units in
      let smaller = Double(min(inputs, units))
      return Double(max(inputs, units)) * smaller * smaller
    }
  }

  /// How often a `SimilarityRecorder` takes singular values that cost so much.
  fileprivate func rankCount(of work: Double) -> Double {
    guard work <= Double(RecordingBounds.largestRankWork) else { return 0 }
    guard similarity else { return 1 }
    if work <= Double(RecordingBounds.everyStepRankWork) { return Double(points) }
    if work > Double(RecordingBounds.milestoneRankWork) { return 2 }
    // At the first, at powers of two, and at the last.
    return Double(Int.bitWidth - points.leadingZeroBitCount + 2)
  }
}

extension TrainingWork.Drawn {
  /// What the rules and layers of a training draw in a step.
  init(
    _ rules: GradientRules, inputs: Int, parameters: Int,
    layers: some Sequence<(units: Int, fanIn: Int, rules: LayerRegularization)>
  ) {
    if rules.noise != nil { ofStep += parameters }
    if rules.weightNoise > 0 { ofStep += parameters }
    if rules.inputNoise > 0 { ofRow += inputs }
    for layer in layers {
      if layer.rules.dropConnect > 0 { ofStep += layer.units * layer.fanIn }
      if layer.rules.dropout > 0 { ofRow += layer.units }
    }
  }
}
