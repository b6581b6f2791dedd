import Foundation
import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

/// The fate of small differences between clones, against whole Hessians and second trainings.
@Suite struct TransverseTests {
  private func spec(
    _ activation: Activation = .tanh, widths: [Int] = [8], data: String = "xor", rate: Double = 0.3,
    steps: Int = 1500, batch: Int? = nil, momentum: Double = 0, nesterov: Bool = false,
    recorded: Int = 2, l2: Double = 0
  ) -> TrainingSpec {
    let half = Initialization(scheme: "constant", alpha: 0.5)
    return TrainingSpec(
      inputs: 2,
      layers: widths.map { LayerSpec(units: $0, activation: activation, weights: half) }
        + [LayerSpec(units: 1, activation: .linear, weights: half)], seed: 2,
      dataset: .generated(
        name: data,
        parameters: data == "xor"
          ? DatasetParameters(samples: 4) : DatasetParameters(samples: 40, noise: 0.1)),
      training: TrainingPlan(
        steps: steps, batchSize: batch, optimizer: .sgd(momentum: momentum, nesterov: nesterov),
        learningRate: rate, loss: .binaryCrossEntropy, gradientRules: GradientRules(l2: l2)),
      precision: .float64, recording: RecordingPlan(spacing: .linear(points: recorded)))
  }

  /// One neuron's own parameters in a flattened network: incoming weights, bias, outgoing weights.
  private func places(of neuron: Int, layer: Int, in network: NetworkWeights) -> [Int] {
    var starts: [Int] = [0]
    for layer in network.layers { starts.append(starts.last! + layer.weights.count + layer.units) }
    let (own, next) = (network.layers[layer], network.layers[layer + 1])
    return (0..<own.fanIn).map { starts[layer] + neuron * own.fanIn + $0 }
      + [starts[layer] + own.weights.count + neuron]
      + (0..<next.units).map { starts[layer + 1] + $0 * next.fanIn + neuron }
  }

  /// On the difference of two clones the whole Hessian is the block, in every layer.
  @Test(arguments: [Activation.tanh, .sigmoid, .softplus, .relu], [0.0, 0.2])
  func theBlockIsTheHessianOfDifferences(_ activation: Activation, _ l2: Double) throws {
    let spec = spec(activation, widths: [3, 4], data: "moons", l2: l2)
    // Some way off the start, where nothing vanishes by symmetry; clones still.
    let weights = try #require(
      Trainer(self.spec(activation, widths: [3, 4], data: "moons", steps: 37))
        .run(observer: Silent()).snapshots.last?.weights)
    let data = spec.dataset.dataset()
    let product = HessianProduct(
      DenseNetwork(weights, of: spec), LabelledRows(data.train, of: data, outputs: 1), decay: l2)
    let found = try #require(TransverseStability.of(weights, spec).value)
    #expect(found.classes.map(\.neurons) == [[0, 1, 2], [0, 1, 2, 3]])
    for one in found.classes {
      let first = places(of: 0, layer: one.layer - 1, in: weights)
      let second = places(of: 1, layer: one.layer - 1, in: weights)
      // The block out of the whole Hessian, unit difference by unit difference.
      var columns: [[Double]] = []
      for number in first.indices {
        var vector = [Double](repeating: 0, count: spec.parameterCount)
        vector[first[number]] = 1
        vector[second[number]] = -1
        let image = product.times(vector)
        columns.append(first.map { image[$0] })
        for (a, b) in zip(first, second) { #expect(abs(image[a] + image[b]) < 1e-13) }
      }
      let ends = try #require(
        SpectrumEnds.of(count: first.count, most: first.count, seeking: .both) { u in
          first.indices.map { row in
            zip(columns, u).reduce(0) { $0 + $1.0[row] * $1.1 }
          }
        }.value)
      #expect(abs(ends.largest - one.largest) < 1e-12)
      #expect(abs(ends.smallest - one.smallest) < 1e-12)
    }
  }

  struct Row: Decodable, CustomTestStringConvertible {
    var activation: Activation
    var copies: Int
    var rate: Double
    var momentum: Double
    var steps: [Int]
    var growth: [Double]

    var testDescription: String { "\(copies) \(activation) at \(rate), \(momentum)" }
  }

  /// Tests/Reference/transverse.py.
  static let rows: [Row] = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    do {
      let file = tests.appendingPathComponent("Fixtures/transverse.json")
      return try JSONDecoder().decode([Row].self, from: Data(contentsOf: file))
    } catch {
      fatalError("the fixture cannot be read: \(error)")
    }
  }()

  @Test(arguments: rows)
  func growthIsNumPys(_ row: Row) throws {
    let spec = spec(row.activation, widths: [row.copies], rate: row.rate, momentum: row.momentum)
    let growth = TransverseGrowth(of: NetworkWeights(startOf: spec), spec, steps: row.steps)
    let found = try #require(growth.classes.first?.growth)
    #expect(found.count == row.growth.count)
    for (value, expected) in zip(found, row.growth) {
      #expect(abs(value - expected) <= 1e-9 * expected)
    }
  }

  /// A draw of eight near-clones on XOR at rate 0.3, checked by hand, grew 48.8148-fold by step 300 and
  /// 3348.67-fold by step 1,500: from the one to the other as the direction that grows most.
  @Test func differencesGrowAsCheckedByHand() throws {
    let growth = TransverseGrowth(
      of: NetworkWeights(startOf: spec()), spec(), steps: [0, 300, 1500])
    let found = try #require(growth.classes.first)
    #expect(found.growth[0] == 1)
    #expect(abs(found.growth[2] / found.growth[1] / (3348.67 / 48.8148) - 1) < 2e-4)
  }

  /// The largest growth over all directions, against trainings of near-clones moved apart along each,
  /// by the kernels.
  @Test(arguments: [(0.0, false, Int?.none), (0.9, false, nil), (0.9, true, nil), (0, false, 16)])
  func growthIsThatOfASecondTraining(_ rule: (Double, Bool, Int?)) throws {
    for widths in [[4], [3, 4]] {
      let spec = spec(
        widths: widths, data: "moons", rate: 0.1, steps: 150, batch: rule.2, momentum: rule.0,
        nesterov: rule.1)
      let start = NetworkWeights(startOf: spec)
      let growth = TransverseGrowth(of: start, spec, steps: [0, 150])
      #expect(growth.classes.count == widths.count)
      for one in growth.classes {
        let (own, next) = (start.layers[one.layer - 1], start.layers[one.layer])
        let side = own.fanIn + 1 + next.units
        let apart = 1e-8
        var matrix: [Double] = []
        for number in 0..<side {
          var layers = start.layers
          for (neuron, sign) in [(0, 1.0), (1, -1.0)] {
            if number < own.fanIn {
              layers[one.layer - 1].weights[neuron * own.fanIn + number] += sign * apart
            } else if number == own.fanIn {
              layers[one.layer - 1].biases[neuron] += sign * apart
            } else {
              let place = (number - own.fanIn - 1) * next.fanIn + neuron
              layers[one.layer].weights[place] += sign * apart
            }
          }
          var moved = spec
          for (index, layer) in layers.enumerated() {
            moved.layers[index].weights = Initialization(scheme: "given", values: layer.weights)
            moved.layers[index].biases = Initialization(scheme: "given", values: layer.biases)
          }
          let end = try #require(Trainer(moved).run(observer: Silent()).snapshots.last?.weights)
          let (a, b) = (end.layers[one.layer - 1], end.layers[one.layer])
          matrix += (0..<own.fanIn).map { a.weights[$0] - a.weights[own.fanIn + $0] }
          matrix.append(a.biases[0] - a.biases[1])
          matrix += (0..<next.units).map {
            b.weights[$0 * next.fanIn] - b.weights[$0 * next.fanIn + 1]
          }
        }
        let measured = DenseMatrix(
          rows: side, columns: side, values: matrix.map { $0 / (2 * apart) })
        let largest = try #require(SingularValueDecomposition(measured)?.values.first)
        let predicted = try #require(one.growth.last)
        #expect(abs(predicted / largest - 1) < 1e-5, "\(predicted) \(largest)")
      }
    }
  }

  @Test func verdictsFollowTheEigenvalues() throws {
    let xor = try #require(
      TransverseStability.of(NetworkWeights(startOf: spec()), spec()).value?.classes.first)
    #expect(xor.verdict == .repels)
    let growth = try #require(xor.growth)
    #expect(abs(growth - (1 - 0.3 * xor.smallest)) < 1e-12)
    let steps = try #require(xor.escape(from: 1e-6))
    // ln(1 / ε) / ln(1 - ηλ), near ln(1 / ε) / (ηλ).
    #expect(abs(steps * 0.3 * -xor.smallest / 13.815510557964274 - 1) < 0.1)
    var zeros = spec()
    for index in zeros.layers.indices { zeros.layers[index].weights = .zeros }
    let flat = try #require(
      TransverseStability.of(NetworkWeights(startOf: zeros), zeros).value?.classes.first)
    #expect(flat.verdict == .neutral)
    #expect(flat.escape(from: 1e-6) == nil)
    var adam = spec()
    adam.training.optimizer = Optimizer("adam", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8])
    let other = try #require(
      TransverseStability.of(NetworkWeights(startOf: adam), adam).value?.classes.first)
    #expect(other.growth == nil && other.verdict == .repels)
    #expect(!TransverseGrowth.models(adam))
    // A penalty draws clones together where nothing pushes them apart.
    var drawn = zeros
    drawn.training.gradientRules.l2 = 0.1
    drawn.layers[0].hasBias = false
    let pulled = try #require(
      TransverseStability.of(NetworkWeights(startOf: drawn), drawn).value?.classes.first)
    #expect(pulled.verdict == .attracts)
  }
}
