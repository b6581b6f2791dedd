package import TrainingModel

/// How alike two layers answer to the same examples, by every measure of this module.
///
/// All of them ignore duplication: n clones score as one neuron. They are secondary to the partition.
package struct RepresentationComparison: Sendable {
  package let linearCKA: Measured<Double>
  /// Nearly without bias; may be negative.
  package let debiasedCKA: Measured<Double>
  package let gaussianCKA: Measured<Double>
  /// `.tooFewRows` where there are not more examples than features: then all correlations are 1.
  package let svcca: Measured<Double>
  /// Squared, 0 to 2; not computed past ``widest`` features.
  package let procrustes: Measured<Double>

  /// Examples that are compared at most: the kernels grow with their square.
  package static let examples = 256
  /// Features up to which the Procrustes distance is computed.
  package static let widest = 512

  /// - Complexity: O(examples² × features + features³).
  package init(_ x: DenseMatrix, _ y: DenseMatrix) {
    let features = max(x.columns, y.columns)
    linearCKA = KernelAlignment.linear(x, y)
    debiasedCKA = KernelAlignment.debiased(x, y)
    gaussianCKA = KernelAlignment.gaussian(x, y)
    svcca =
      features >= x.rows
      ? .absent(.tooFewRows) : CanonicalCorrelation.singularVectors(x, y)
    procrustes =
      features > Self.widest ? .absent(.notComputed) : Procrustes.squaredDistance(x, y)
  }

  /// The activations of every layer for the first ``examples`` training rows of `data`; batch
  /// normalisation takes the means and scales of all of its training rows.
  ///
  /// - Precondition: `data` has as many features as the network has inputs.
  /// - Complexity: O(examples × parameters), all training rows with batch normalisation.
  package static func activations(
    of weights: NetworkWeights, _ spec: TrainingSpec, on data: Dataset
  ) -> [DenseMatrix] {
    let unlabelled = Dataset(
      features: data.features, task: .regression(outputs: spec.outputs), train: data.train)
    let rows = LabelledRows(
      Dataset.Split(
        inputs: data.train.inputs,
        targets: [Double](repeating: 0, count: data.trainRows * spec.outputs)),
      of: unlabelled, outputs: spec.outputs, limit: spec.normalizesBatches ? .max : examples)
    let pass = DensePass(DenseNetwork(weights, of: spec), rows)
    let count = min(examples, rows.rows)
    return zip(spec.layers, pass.activations).map {
      DenseMatrix(rows: count, columns: $0.units, values: Array($1.prefix(count * $0.units)))
    }
  }
}
