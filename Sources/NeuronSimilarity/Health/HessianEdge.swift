package import TrainingModel

/// The ends of the spectrum of the training loss's Hessian, over all training rows and with the penalty
/// λ₂ ‖W‖² / 2: how steep and how concave the loss is at its most.
///
/// Gradient descent at rate η is stable in a quadratic bowl while η < 2 / λ for the largest, λ; a
/// smallest below 0 tells a saddle from a minimum.
package struct HessianEdge: Sendable, Equatable {
  package let largest: Double
  package let smallest: Double
  /// No more than this lies between either number and an eigenvalue.
  package let errorBound: Double

  package init(largest: Double, smallest: Double, errorBound: Double) {
    self.largest = largest
    self.smallest = smallest
    self.errorBound = errorBound
  }

  /// Of the larger end: an answer with a wider bound is none.
  private static let accepted = 1e-3

  /// Both ends at `weights`, in float64.
  ///
  /// - Parameter isInterrupted: asked before every product whether to give up.
  /// - Returns: `.notComputed` where the budget ends before the error bound is a thousandth of the
  ///   larger end.
  /// - Complexity: at most 300 products of ``HessianProduct`` over all rows, within the budget, and
  ///   O(products² × parameters).
  package static func of(
    _ weights: NetworkWeights, _ spec: TrainingSpec, budget: Int = CurvatureWork.budget,
    isInterrupted: () -> Bool = { false }
  ) -> Measured<HessianEdge> {
    let count = spec.parameterCount
    let cost = CurvatureWork.ofProduct(parameters: count, rows: spec.dataset.trainRows)
    let most = min(
      count, CurvatureWork.mostProducts, CurvatureWork.mostNumbers / max(1, count),
      budget / max(1, cost))
    // Fewer products do not find an end.
    guard most >= min(count, 10), most > 0 else { return .absent(.notComputed) }
    let data = spec.dataset.dataset()
    let network = DenseNetwork(weights, of: spec)
    guard network.flattened.allSatisfy(\.isFinite) else { return .absent(.notFinite) }
    let hessian = HessianProduct(
      network, LabelledRows(data.train, of: data, outputs: spec.outputs),
      decay: spec.training.gradientRules.l2)
    let found = SpectrumEnds.of(
      count: count, most: most, seeking: .both, isInterrupted: isInterrupted, hessian.times)
    guard let ends = found.value else { return .absent(found.absence ?? .notFinite) }
    let size = max(ends.largest.magnitude, ends.smallest.magnitude)
    guard ends.errorBound <= accepted * size else { return .absent(.notComputed) }
    return .present(
      HessianEdge(
        largest: ends.largest, smallest: ends.smallest, errorBound: ends.errorBound))
  }
}

extension DenseNetwork {
  /// All parameters, layer by layer, weights then biases.
  var flattened: [Double] {
    layers.flatMap { $0.weights + ($0.hasBias ? $0.biases : []) }
  }
}
