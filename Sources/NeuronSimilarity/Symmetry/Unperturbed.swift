package import TrainingModel

extension TrainingSpec {
  /// The spec without the perturbations of its start, and the largest deviation that one of them adds
  /// to a number; 0 where there is none.
  package var unperturbed: (spec: TrainingSpec, perturbation: Double) {
    var plain = self
    var largest = 0.0
    for index in plain.layers.indices {
      for draw in [\LayerSpec.weights, \LayerSpec.biases] {
        largest = max(largest, abs(plain.layers[index][keyPath: draw].perturbation))
        plain.layers[index][keyPath: draw].perturbation = 0
      }
    }
    return (plain, largest)
  }
}
