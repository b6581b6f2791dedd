import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

@Suite struct EquitablePartitionTests {
  private func moons(
    _ scheme: String, _ activation: Activation = .tanh, widths: [Int] = [8, 8], steps: Int = 300,
    precision: Precision = .float64, seed: UInt64 = 1
  ) -> TrainingSpec {
    let weights = Initialization(scheme: scheme)
    return TrainingSpec(
      inputs: 2,
      layers: widths.map { LayerSpec(units: $0, activation: activation, weights: weights) }
        + [LayerSpec(units: 1, activation: .linear, weights: weights)], seed: seed,
      dataset: .generated(name: "moons", parameters: DatasetParameters(samples: 100, noise: 0.1)),
      training: TrainingPlan(steps: steps, learningRate: 0.1, loss: .binaryCrossEntropy),
      precision: precision, recording: RecordingPlan(spacing: .linear(points: 5)))
  }

  /// The classes by testing every pair of the definition anew, from the finest partition of signatures:
  /// slow, exact sums, no keys.
  private func naive(_ weights: NetworkWeights) -> [[Int]] {
    let hidden = weights.layers.count - 1
    var colours = weights.layers.enumerated().map { index, layer in
      index == hidden ? Array(0..<layer.units) : Array(repeating: 0, count: layer.units)
    }
    while true {
      var next = colours
      for index in 0..<hidden {
        let (layer, above) = (weights.layers[index], weights.layers[index + 1])
        var known: [[Double]: Int] = [:]
        for unit in 0..<layer.units {
          var sums: [Int: Double] = [:]
          for input in 0..<layer.fanIn {
            sums[index == 0 ? input : colours[index - 1][input], default: 0] +=
              layer.weights[unit * layer.fanIn + input]
          }
          var out: [Int: Double] = [:]
          for output in 0..<above.units {
            out[colours[index + 1][output], default: 0] +=
              above.weights[output * above.fanIn + unit]
          }
          // Rounded to a grid far finer than any difference of these networks.
          let signature =
            [Double(colours[index][unit]), layer.biases.isEmpty ? 0 : layer.biases[unit]]
            + sums.sorted { $0.key < $1.key }.map { ($0.value * 1e9).rounded() }
            + out.sorted { $0.key < $1.key }.map { ($0.value * 1e9).rounded() }
          next[index][unit] = known[signature] ?? known.count
          known[signature] = next[index][unit]
        }
      }
      if next == colours { return next }
      colours = next
    }
  }

  @Test(arguments: [
    ("zero_hadamard", [3, 3]), ("idinit", [2, 2]), ("identity", [3, 3]), ("constant", [1, 1]),
    ("zeros", [1, 1]), ("xavier_uniform", [8, 8]), ("orthogonal", [8, 8]),
  ])
  func startsHaveTheirClasses(_ scheme: String, _ expected: [Int]) {
    let spec = moons(scheme)
    let start = NetworkWeights(startOf: spec)
    let found = EquitablePartition(start, of: spec)
    #expect(found.layers.dropLast().map(\.classCount) == expected)
    #expect(found.layers.map(\.classOfNeuron) == naive(start))
    // Bitwise classes lie within them.
    for (index, layer) in found.layers.enumerated() {
      for members in SymmetryPartition(ofLayer: index + 1, in: start).classes {
        #expect(Set(members.map { layer.classOfNeuron[$0] }).count == 1)
      }
    }
  }

  @Test func theClassesOfAHadamardStartAreTheOnesSeenInTraining() {
    let spec = moons("zero_hadamard")
    let found = EquitablePartition(NetworkWeights(startOf: spec), of: spec)
    #expect(found.layers[0].classOfNeuron == [0, 1, 2, 1, 2, 1, 2, 1])
    #expect(found.layers[0].classes.count == 3)
  }

  /// What the classes promise, measured: activations within a class agree on every row after training.
  @Test(arguments: ["zero_hadamard", "idinit", "identity"])
  func activationsWithinAClassStayEqual(_ scheme: String) throws {
    let spec = moons(scheme, steps: 3000)
    let record = Trainer(spec).run(observer: Silent())
    let end = try #require(record.snapshots.last?.weights)
    let start = try #require(record.snapshots.first?.weights)
    let classes = EquitablePartition(start, of: spec)
    let data = spec.dataset.dataset()
    let activations = RepresentationComparison.activations(of: end, spec, on: data)
    #expect(record.points.last!.trainLoss < record.points[0].trainLoss)
    for (index, layer) in classes.layers.dropLast().enumerated() {
      for members in layer.classes {
        for row in 0..<100 {
          let values = members.map { activations[index].values[row * 8 + $0] }
          #expect(values.max()! - values.min()! < 1e-12)
        }
      }
    }
    let after = EquitablePartition(end, of: spec, after: 3000, from: classes)
    #expect(after == classes)
  }

  /// One neuron for each class computes and learns what the full network does, by the same code.
  @Test(arguments: ["zero_hadamard", "idinit", "identity", "constant"])
  func theQuotientFollowsTheFullNetwork(_ scheme: String) {
    for optimizer in [
      Optimizer.sgd(), .sgd(momentum: 0.9, nesterov: true),
      Optimizer("adam", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8]),
    ] {
      var spec = moons(scheme)
      spec.training.optimizer = optimizer
      spec.training.learningRate = 0.01
      let start = NetworkWeights(startOf: spec)
      let quotient = QuotientNetwork(start, of: spec).network
      #expect(quotient.widths[1] < 8)
      let steps = [0, 1, 10, 100, 1000]
      let small = QuotientTraining(quotient, spec, steps: steps)
      let full = QuotientTraining(DenseNetwork(start, of: spec), spec, steps: steps)
      #expect(full.losses.last! < full.losses[0])
      for (a, b) in zip(small.losses, full.losses) { #expect(abs(a - b) < 1e-12) }
    }
  }

  @Test func noiseOfAFloat32TrainingLeavesTheClasses() throws {
    let spec = moons("zero_hadamard", steps: 2000, precision: .float32)
    let record = Trainer(spec).run(observer: Silent())
    let start = EquitablePartition(record.snapshots[0].weights, of: spec)
    let end = EquitablePartition(
      try #require(record.snapshots.last?.weights), of: spec, after: 2000, from: start)
    #expect(end.layers.dropLast().map(\.classCount) == [3, 3])
  }

  @Test func aPerturbationEndsThem() {
    var spec = moons("zero_hadamard")
    for index in spec.layers.indices { spec.layers[index].weights.perturbation = 1e-6 }
    let found = EquitablePartition(NetworkWeights(startOf: spec), of: spec)
    #expect(found.layers.map(\.classCount) == [8, 8, 1])
  }

  /// Numbers that are not finite equal themselves, as in the bitwise classes.
  @Test func notANumberIsAClass() {
    let layer = NetworkWeights.Layer(
      rows: [[.nan, 1], [.nan, 1], [1, 1]], biases: [0, 0, 0])
    let last = NetworkWeights.Layer(rows: [[1, 1, 1]], biases: [0])
    let found = EquitablePartition(NetworkWeights(layers: [layer, last]), tolerance: 1e-9)
    #expect(found.layers[0].classOfNeuron.count == 3)
    #expect(found.layers[0].classOfNeuron[0] == found.layers[0].classOfNeuron[1])
  }

  @Test func wideRandomLayersTakeNoSquareOfTheirWidth() {
    let spec = moons("he_normal", .relu, widths: [2000, 500], precision: .float32)
    let found = EquitablePartition(NetworkWeights(startOf: spec), of: spec)
    #expect(found.layers.map(\.classCount) == [2000, 500, 1])
  }
}
