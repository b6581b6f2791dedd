internal import TrainingEngine
package import TrainingModel

/// How much a small difference between clones has grown by each of some steps of a training: the
/// product of all its steps' maps u ↦ u - ηBu, along the way of the merged network.
package struct TransverseGrowth: Sendable {
  /// One class over the steps.
  package struct Class: Sendable {
    /// Counted from 1, the first hidden layer.
    package let layer: Int
    /// Ascending.
    package let neurons: [Int]
    /// By step: the largest factor on a difference of the start, over all directions.
    package fileprivate(set) var growth: [Double] = []
    /// By step: the ends of the spectrum of ``TransverseBlock``.
    package fileprivate(set) var smallest: [Double] = []
    package fileprivate(set) var largest: [Double] = []

    fileprivate init(_ found: CloneClasses.Class) {
      layer = found.layer + 1
      neurons = found.neurons
    }
  }

  /// The steps that the budget allowed for.
  package private(set) var steps: [Int] = []
  package private(set) var classes: [Class] = []

  /// Parameters of one neuron, merged ones counted once, up to which maps are multiplied.
  package static let mostParameters = 128

  /// Whether a spec's training is a product of such maps: plain descent or momentum at one rate, no
  /// more.
  package static func models(_ spec: TrainingSpec) -> Bool {
    QuotientTraining.models(spec) && DescentRule(spec.training) != nil
  }

  /// Trains the merged network of `weights` as `spec` says, in float64.
  ///
  /// - Parameter budget: most multiply-adds.
  /// - Precondition: ``models(_:)`` the spec; `wanted` ascends.
  /// - Complexity: O(steps × (batch × parameters + classes × (batch × side² + side³))), within the
  ///   budget.
  package init(
    of weights: NetworkWeights, _ spec: TrainingSpec, steps wanted: [Int], budget: Int = .max
  ) {
    guard let rule = DescentRule(spec.training) else { preconditionFailure("not such a training") }
    let clones = CloneClasses(weights, of: spec)
    let found = clones.classes.filter { clones.side(of: $0) <= Self.mostParameters }
    classes = found.map(Class.init)
    guard !found.isEmpty else { return }
    let data = spec.dataset.dataset()
    let train = LabelledRows(data.train, of: data, outputs: spec.outputs)
    let order = BatchOrder(spec, rows: train.rows)
    let squares = found.reduce(0) { $0 + clones.side(of: $1) * clones.side(of: $1) }
    let products = found.reduce(0) { sum, one in
      sum + clones.side(of: one) * clones.side(of: one) * clones.side(of: one)
    }
    let count = clones.network.parameterCount
    var network = clones.network
    var update = UpdateRule(spec.training, count: count)
    var maps = [TangentMap?](repeating: nil, count: found.count)
    var (step, left) = (0, budget)

    func blocks(_ network: DenseNetwork, _ pass: DensePass) -> [TransverseBlock] {
      found.map { TransverseBlock(network, pass, layer: $0.layer, unit: $0.unit, decay: 0) }
    }

    let interruption = Interruption.current
    for target in wanted {
      while step < target {
        if interruption.isRequested { return }
        left -= (3 * count + squares) * order.batchSize + products
        if left < 0 { return }
        let batch = order.takesEveryRow ? train : train.chosen(order.nextBatch().map(Int.init))
        let before = network
        let pass = QuotientTraining.update(&network, batch, &update)
        for (index, block) in blocks(before, pass).enumerated() {
          maps[index, default: TangentMap(side: block.side)].advance(block, rule)
        }
        step += 1
      }
      left -= (3 * count + squares) * train.rows + products
      if left < 0 { return }
      var pass = DensePass(network, train)
      pass.goBack(through: network)
      let now = blocks(network, pass)
      let ends = now.map(\.ends)
      let growths = now.indices.map { maps[$0]?.largest ?? 1 }
      guard growths.allSatisfy(\.isFinite), !ends.contains(where: { $0 == nil }) else { return }
      steps.append(step)
      for index in now.indices {
        classes[index].growth.append(growths[index])
        classes[index].smallest.append(ends[index]?.smallest ?? .nan)
        classes[index].largest.append(ends[index]?.largest ?? .nan)
      }
    }
  }
}

extension [TangentMap?] {
  fileprivate subscript(index: Int, default value: @autoclosure () -> TangentMap) -> TangentMap {
    get { self[index] ?? value() }
    set { self[index] = newValue }
  }
}
