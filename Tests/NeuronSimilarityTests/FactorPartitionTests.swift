import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

@Suite struct FactorPartitionTests {
  /// A network on moons that starts from these weights.
  private func spec(
    _ weights: NetworkWeights, _ activation: Activation, steps: Int = 1000,
    precision: Precision = .float64, optimizer: Optimizer = .sgd(), rate: Double = 0.05
  ) -> TrainingSpec {
    let last = weights.layers.count - 1
    return TrainingSpec(
      inputs: weights.layers[0].fanIn,
      layers: weights.layers.enumerated().map { index, layer in
        LayerSpec(
          units: layer.units, activation: index == last ? .linear : activation,
          weights: Initialization(scheme: "given", values: layer.weights),
          biases: Initialization(scheme: "given", values: layer.biases))
      }, seed: 1,
      dataset: .generated(name: "moons", parameters: DatasetParameters(samples: 60, noise: 0.1)),
      training: TrainingPlan(
        steps: steps, optimizer: optimizer, learningRate: rate, loss: .binaryCrossEntropy),
      precision: precision, recording: RecordingPlan(spacing: .linear(points: 2)))
  }

  private func classes(
    _ weights: NetworkWeights, _ activation: Activation, _ kind: FactorKind
  ) -> FactorPartition.Layer? {
    FactorPartition(weights, of: spec(weights, activation), upTo: kind).layers[0]
  }

  /// Neuron 1 is the opposite of 0, neuron 2 has the opposite weights and the same bias, neuron 3 is
  /// twice neuron 0, neuron 4 is 0 rescaled so that the network computes the same.
  private var small: NetworkWeights {
    NetworkWeights(layers: [
      .init(
        rows: [[1, 2], [-1, -2], [-1, -2], [2, 4], [4, 8]], biases: [0.5, -0.5, 0.5, 1, 2]),
      .init(rows: [[3, -3, -3, 6, 0.75]], biases: [0]),
    ])
  }

  @Test func neuronsAreOneUpToTheirKindOfFactorAlone() throws {
    for activation in [Activation.tanh, .softsign, .linear] {
      let found = try #require(classes(small, activation, .sign))
      #expect(found.partition.classOfNeuron == [0, 0, 1, 2, 3])
      #expect(found.factors == [1, -1, 1, 1, 1])
    }
    for activation in [Activation.relu, .leakyReLU, .linear] {
      let found = try #require(classes(small, activation, .scale))
      #expect(found.partition.classOfNeuron == [0, 1, 2, 0, 3])
      #expect(found.factors == [1, 1, 1, 2, 1])
    }
  }

  @Test func kindsApplyWhereTheActivationAndTheNormalisationLetThem() {
    func counts(_ activation: Activation, _ normalization: Normalization) -> [Int?] {
      var spec = spec(small, activation)
      spec.layers[0].regularization.normalization = normalization
      return FactorKind.allCases.map { kind in
        let layers = FactorPartition(NetworkWeights(startOf: spec), of: spec, upTo: kind).layers
        #expect(layers[1] == nil)
        return layers[0]?.partition.classCount
      }
    }
    #expect(counts(.tanh, .none) == [4, nil])
    #expect(counts(.tanh, .batch) == [4, nil])
    #expect(counts(.tanh, .layer) == [nil, nil])
    #expect(counts(.relu, .none) == [nil, 4])
    #expect(counts(.relu, .batch) == [nil, nil])
    #expect(counts(.linear, .none) == [4, 4])
    for activation in Activation.allCases where ![.tanh, .softsign, .linear].contains(activation) {
      #expect(counts(activation, .none)[0] == nil)
    }
  }

  /// A network whose classes are known: between two classes weights are cᵢ cⱼ γ, and where both are
  /// of hidden layers a part is added whose sums with the factors of either side are 0.
  private func built(_ factors: [[[Double]]], seed: UInt64) -> (NetworkWeights, [[Int]]) {
    var generator = SplitMix(state: seed)
    func number() -> Double { .random(in: -1..<1, using: &generator) }
    let sides = [[[1.0], [1.0]]] + factors + [[[1.0]]]
    let layers = (1..<sides.count).map { index -> NetworkWeights.Layer in
      let (below, own) = (sides[index - 1], sides[index])
      let isInner = index > 1 && index + 1 < sides.count
      var rows: [[Double]] = []
      var biases: [Double] = []
      var blocks = own.map { members in
        below.map { sources -> [[Double]] in
          let shared = number()
          var added = members.map { _ in sources.map { _ in isInner ? number() : 0 } }
          let (square, squareBelow) = (
            members.reduce(0) { $0 + $1 * $1 }, sources.reduce(0) { $0 + $1 * $1 }
          )
          for row in members.indices {
            let part = zip(added[row], sources).reduce(0) { $0 + $1.0 * $1.1 } / squareBelow
            for column in sources.indices { added[row][column] -= part * sources[column] }
          }
          for column in sources.indices {
            let part = members.indices.reduce(0) { $0 + added[$1][column] * members[$1] } / square
            for row in members.indices { added[row][column] -= part * members[row] }
          }
          return members.indices.map { row in
            sources.indices.map { members[row] * sources[$0] * shared + added[row][$0] }
          }
        }
      }
      for (group, members) in own.enumerated() {
        let bias = number()
        for row in members.indices {
          rows.append(blocks[group].flatMap { $0[row] })
          biases.append(members[row] * bias)
        }
      }
      blocks.removeAll()
      return NetworkWeights.Layer(rows: rows, biases: biases)
    }
    let expected = factors.map { layer in
      layer.enumerated().flatMap { group, members in members.map { _ in group } }
    }
    return (NetworkWeights(layers: layers), expected)
  }

  private static let signs: [[[Double]]] = [
    [[1, -1, 1], [1], [1, -1]], [[1, -1, -1, 1], [1, 1]],
  ]
  private static let scales: [[[Double]]] = [
    [[1, 3, 0.2], [1], [1, 0.7]], [[1, 2, 0.3, 5], [1, 1]],
  ]

  private func expectFactors(
    _ found: FactorPartition, _ wanted: [[Int]], _ factors: [[[Double]]],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (index, classes) in wanted.enumerated() {
      #expect(
        found.layers[index]?.partition.classOfNeuron == classes, sourceLocation: sourceLocation)
      for (x, y) in zip(found.layers[index]?.factors ?? [], factors[index].flatMap { $0 }) {
        #expect(abs(x - y) < 1e-9, sourceLocation: sourceLocation)
      }
    }
  }

  /// Classes of several layers at once: no two neurons are equal or opposite number by number.
  @Test(arguments: [UInt64(1), 2, 3])
  func classesOfSeveralLayersAreFound(_ seed: UInt64) {
    for (kind, factors, activation) in [
      (FactorKind.sign, Self.signs, Activation.tanh), (.scale, Self.scales, .relu),
      (.scale, Self.scales, .linear), (.sign, Self.signs, .linear),
    ] {
      let (weights, expected) = built(factors, seed: seed)
      let spec = spec(weights, activation)
      expectFactors(FactorPartition(weights, of: spec, upTo: kind), expected, factors)
      // None of it is an equality of sums.
      let equitable = EquitablePartition(weights, of: spec).layers.map(\.classCount)
      #expect(equitable[0] > expected[0].max()! + 1)
    }
  }

  /// The definition again, by doubling: beside each neuron its opposite, with opposite weights in and
  /// out, and the classes of the network of all of them.
  @Test(arguments: ["zero_hadamard", "idinit", "identity", "zeros", "xavier_uniform"])
  func classesUpToSignAreThoseOfTheNetworkWithAllOpposites(_ scheme: String) {
    let form = Initialization(scheme: scheme)
    var spec = spec(small, .tanh)
    spec.layers =
      [8, 8, 6].map { LayerSpec(units: $0, activation: .tanh, weights: form) } + [
        LayerSpec(units: 1, activation: .linear, weights: form)
      ]
    let start = NetworkWeights(startOf: spec)
    let last = start.layers.count - 1
    let doubled = NetworkWeights(
      layers: start.layers.enumerated().map { index, layer in
        let rows = (0..<layer.units).map { unit in
          (0..<layer.fanIn).flatMap { input -> [Double] in
            let weight = layer.weights[unit * layer.fanIn + input]
            return index == 0 ? [weight] : [weight, -weight]
          }
        }
        return NetworkWeights.Layer(
          rows: index == last ? rows : rows.flatMap { [$0, $0.map { -$0 }] },
          biases: index == last ? layer.biases : layer.biases.flatMap { [$0, -$0] })
      })
    let all = EquitablePartition(doubled, tolerance: 1e-13)
    let found = FactorPartition(start, of: spec, upTo: .sign)
    for index in 0..<last {
      let colours = all.layers[index].classOfNeuron
      var numbers: [Int: Int] = [:]
      let expected = (0..<start.layers[index].units).map { unit -> Int in
        let (plus, minus) = (colours[2 * unit], colours[2 * unit + 1])
        if let known = numbers[plus] { return known }
        let next = Set(numbers.values).count
        numbers[plus] = next
        numbers[minus] = next
        return next
      }
      #expect(found.layers[index]?.partition.classOfNeuron == expected)
      for unit in expected.indices {
        let isSilent = colours[2 * unit] == colours[2 * unit + 1]
        #expect((found.layers[index]?.factors[unit] == 0) == isSilent)
      }
    }
  }

  /// What the classes promise, measured: a neuron answers its factor times what the class does, after
  /// training by rules that keep it. After descent the classes are found again; Adam, which divides
  /// small gradients by small numbers, lets rounding grow past what is allowed for.
  @Test func activationsStayInProportion() throws {
    let momentum = Optimizer.sgd(momentum: 0.9, nesterov: true)
    let adam = Optimizer("adam", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8])
    for (kind, factors, activation, optimizer, rate) in [
      (FactorKind.sign, Self.signs, Activation.tanh, Optimizer.sgd(), 0.05),
      (.sign, Self.signs, .softsign, adam, 0.01), (.scale, Self.scales, .relu, .sgd(), 0.01),
      (.scale, Self.scales, .leakyReLU, momentum, 0.001),
    ] {
      let (weights, expected) = built(factors, seed: 4)
      let spec = spec(weights, activation, optimizer: optimizer, rate: rate)
      #expect(kind.isKept(by: spec.training))
      let record = Trainer(spec).run(observer: Silent())
      let end = try #require(record.snapshots.last)
      #expect(record.points.last!.trainLoss < 0.9 * record.points[0].trainLoss)
      let values = RepresentationComparison.activations(
        of: end.weights, spec, on: spec.dataset.dataset())
      for (index, classes) in expected.enumerated() {
        let factors = factors[index].flatMap { $0 }
        for (unit, group) in classes.enumerated() {
          let first = classes.firstIndex(of: group)!
          for row in 0..<values[index].rows {
            let (own, leading) = (
              values[index].values[row * classes.count + unit],
              values[index].values[row * classes.count + first]
            )
            #expect(abs(own - factors[unit] * leading) < 1e-10)
          }
        }
      }
      guard optimizer.name == "sgd" else { continue }
      let start = FactorPartition(weights, of: spec, upTo: kind)
      expectFactors(
        FactorPartition(end.weights, of: spec, after: end.step, from: start), expected, factors)
    }
  }

  /// Adam takes gradients of any size to updates of one size: proportion does not outlive it.
  @Test func adamEndsClassesUpToScale() throws {
    let (weights, expected) = built(Self.scales, seed: 4)
    let spec = spec(
      weights, .relu, steps: 100,
      optimizer: Optimizer("adam", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8]), rate: 0.01)
    #expect(!FactorKind.scale.isKept(by: spec.training))
    let end = try #require(Trainer(spec).run(observer: Silent()).snapshots.last)
    let start = FactorPartition(weights, of: spec, upTo: .scale)
    let after = FactorPartition(end.weights, of: spec, after: end.step, from: start)
    #expect(after.layers[0]!.partition.classCount > expected[0].max()! + 1)
  }

  /// Rounding commutes with -1 and with powers of two: number by number to the last bit.
  @Test(arguments: [Precision.float32, .float64])
  func oppositesAndDoublesStayExact(_ precision: Precision) throws {
    for (kind, activation, factors) in [
      (FactorKind.sign, Activation.tanh, [1.0, -1, 1]), (.sign, .softsign, [1, -1, -1]),
      (.scale, .relu, [1, 2, 0.25]), (.scale, .leakyReLU, [1, 4, 0.5]),
    ] {
      let own = [0.5, -0.75]
      let weights = NetworkWeights(layers: [
        .init(
          rows: factors.map { c in own.map { c * $0 } } + [[0.3, 0.6]],
          biases: factors.map { 0.25 * $0 } + [0.1]),
        .init(rows: [factors.map { 0.5 * $0 } + [-0.4]], biases: [0]),
      ])
      let spec = spec(weights, activation, precision: precision)
      let end = try #require(Trainer(spec).run(observer: Silent()).snapshots.last)
      let start = FactorPartition(weights, of: spec, upTo: kind)
      #expect(start.isExact([0, 1, 2], ofLayer: 1, in: weights))
      let after = FactorPartition(end.weights, of: spec, after: end.step, from: start)
      #expect(after.layers[0]?.partition.classOfNeuron == [0, 0, 0, 1])
      #expect(after.layers[0]?.factors == factors + [1])
      #expect(after.isExact([0, 1, 2], ofLayer: 1, in: end.weights))
      for unit in 1...2 {
        for input in 0..<2 {
          #expect(
            end.weights.layers[0].weights[2 * unit + input]
              == factors[unit] * end.weights.layers[0].weights[input])
        }
      }
      #expect(end.weights.layers[0].weights[0] != 0.5)
    }
  }

  /// A float32 training's rounding is allowed for, as for equal sums.
  @Test func noiseOfAFloat32TrainingLeavesTheClasses() throws {
    let (weights, expected) = built(Self.signs, seed: 5)
    let spec = spec(weights, .tanh, precision: .float32)
    let record = Trainer(spec).run(observer: Silent())
    let first = try #require(record.snapshots.first)
    let end = try #require(record.snapshots.last)
    let start = FactorPartition(first.weights, of: spec, upTo: .sign)
    let after = FactorPartition(end.weights, of: spec, after: end.step, from: start)
    #expect(after.layers.dropLast().map { $0?.partition.classOfNeuron } == expected)
  }

  @Test func wideRandomLayersAreAllTheirOwn() {
    for (kind, activation) in [(FactorKind.sign, Activation.tanh), (.scale, .relu)] {
      let form = Initialization(scheme: "he_normal")
      var spec = spec(small, activation, precision: .float32)
      spec.layers =
        [2000, 500].map { LayerSpec(units: $0, activation: activation, weights: form) } + [
          LayerSpec(units: 1, activation: .linear, weights: form)
        ]
      let found = FactorPartition(NetworkWeights(startOf: spec), of: spec, upTo: kind)
      #expect(found.layers.map { $0?.partition.classCount } == [2000, 500, nil])
    }
  }

  @Test func weightsThatAreNotFiniteGetTheEquitableClasses() {
    var weights = small
    weights.layers[0].weights[0] = .nan
    let found = classes(weights, .tanh, .sign)
    #expect(found?.partition.classCount == 5)
    #expect(found?.factors == [1, 1, 1, 1, 1])
  }
}
