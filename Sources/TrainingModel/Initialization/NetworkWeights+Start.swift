extension NetworkWeights {
  /// The weights that `spec` starts from.
  ///
  /// - Parameter isInterrupted: asked every few milliseconds whether to give up: the weights are then
  ///   void.
  /// - Complexity: O(parameters), of an orthogonal layer O(parameters × the shorter side), and with
  ///   `lsuv` O(parameters × 256) for the data to pass.
  package init(startOf spec: TrainingSpec, isInterrupted: () -> Bool = { false }) {
    layers = []
    var signal: StartingSignal?
    let lastThatNeedsData = spec.layers.lastIndex {
      $0.weights.distribution(for: .init(fanIn: 1, fanOut: 1, gain: 1)) == .matrix(.unitVariance)
    }
    for (index, layer) in spec.layers.enumerated() {
      let fanIn = spec.widths[index]
      var own = Self.draw(
        layer, fanIn: fanIn, seed: spec.seed, number: index + 1, isInterrupted)
      if let last = lastThatNeedsData, index <= last {
        var incoming = signal ?? StartingSignal(spec)
        let form = layer.weights.distribution(for: .init(fanIn: fanIn, fanOut: 1, gain: 1))
        if form == .matrix(.unitVariance) {
          let factor = incoming.factorToUnitVariance(
            own, over: layer.weights.factor, isInterrupted)
          for place in own.weights.indices { own.weights[place] *= factor }
        }
        Self.perturb(&own, layer, seed: spec.seed, number: index + 1)
        incoming.pass(through: own, layer.activation, isInterrupted)
        signal = incoming
      } else {
        Self.perturb(&own, layer, seed: spec.seed, number: index + 1)
      }
      layers.append(own)
    }
  }

  private static func draw(
    _ layer: LayerSpec, fanIn: Int, seed: UInt64, number: Int, _ isInterrupted: () -> Bool
  ) -> Layer {
    var weights = RandomStream(seed: seed, purpose: .weights, layer: number)
    var biases = RandomStream(seed: seed, purpose: .biases, layer: number)
    return Layer(
      units: layer.units, fanIn: fanIn,
      weights: layer.weights.draw(
        for: layer.target(.weights, fanIn: fanIn), from: &weights, isInterrupted: isInterrupted),
      biases: layer.hasBias
        ? layer.biases.draw(for: layer.target(.biases, fanIn: fanIn), from: &biases) : [])
  }

  private static func perturb(
    _ own: inout Layer, _ layer: LayerSpec, seed: UInt64, number: Int
  ) {
    var weights = RandomStream(seed: seed, purpose: .weightPerturbation, layer: number)
    var biases = RandomStream(seed: seed, purpose: .biasPerturbation, layer: number)
    layer.weights.perturb(&own.weights, from: &weights)
    layer.biases.perturb(&own.biases, from: &biases)
    if let kept = SparseMask.kept(of: layer, fanIn: own.fanIn, seed: seed, number: number) {
      for place in kept.indices where !kept[place] { own.weights[place] = 0 }
    }
  }
}

extension LayerSpec {
  /// The layer's weights or biases as a scheme sees them.
  func target(_ part: InitializationScheme.Part, fanIn: Int) -> InitializationScheme.Target {
    InitializationScheme.Target(part: part, fanIn: fanIn, fanOut: units, gain: activation.gain)
  }
}
