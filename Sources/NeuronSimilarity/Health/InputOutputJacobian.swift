package import TrainingModel

/// The derivative of a network's answers by its inputs, at single rows.
package struct InputOutputJacobian: Sendable {
  /// The singular values at each row, descending.
  package let singularValues: [[Double]]

  /// Outputs up to which it is computed: each is one passage back.
  package static let mostOutputs = 64

  /// The Jacobians (outputs, inputs) at the first `rows` rows of the training set; `nil` where the
  /// network has more than ``mostOutputs`` or a number is not finite. Batch normalisation keeps the
  /// means and scales of the whole training set.
  ///
  /// - Complexity: O(rows × outputs × (parameters + outputs × inputs)), and with batch normalisation
  ///   one pass of the training set.
  package init?(_ weights: NetworkWeights, of spec: TrainingSpec, rows: Int = 8) {
    guard spec.outputs <= Self.mostOutputs else { return nil }
    let data = spec.dataset.dataset()
    let network = DenseNetwork(weights, of: spec)
    let probe = LabelledRows(data.train, of: data, outputs: spec.outputs, limit: rows)
    let reference =
      spec.normalizesBatches
      ? DensePass(network, LabelledRows(data.train, of: data, outputs: spec.outputs)) : nil
    var values: [[Double]] = []
    let interruption = Interruption.current
    for row in 0..<probe.rows {
      if interruption.isRequested { return nil }
      // The row once for each output, and the unit vectors sent back.
      let same = probe.chosen(Array(repeating: row, count: spec.outputs))
      var pass = DensePass(network, same, keeping: reference)
      var answers = [Double](repeating: 0, count: spec.outputs * spec.outputs)
      for output in 0..<spec.outputs { answers[output * (spec.outputs + 1)] = 1 }
      pass.goBack(through: network, answers: answers)
      let jacobian = DenseMatrix(
        rows: spec.outputs, columns: spec.inputs,
        values: DensePass.pulledBack(
          pass.sumDeltas[0], through: network.layers[0], rows: spec.outputs))
      let tall = jacobian.rows >= jacobian.columns ? jacobian : jacobian.transposed
      guard let form = SingularValueDecomposition(tall) else { return nil }
      values.append(form.values)
    }
    singularValues = values
  }
}
