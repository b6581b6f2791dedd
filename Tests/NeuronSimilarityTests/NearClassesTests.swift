import Foundation
import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

@Suite struct NearClassesTests {
  /// Two inputs, a layer of tanh, one linear output, on XOR.
  private func spec(_ weights: NetworkWeights) -> TrainingSpec {
    TrainingSpec(
      inputs: 2,
      layers: weights.layers.enumerated().map { index, layer in
        LayerSpec(
          units: layer.units, activation: index + 1 == weights.layers.count ? .linear : .tanh,
          weights: Initialization(scheme: "given", values: layer.weights),
          biases: Initialization(scheme: "given", values: layer.biases))
      }, seed: 1, dataset: .generated(name: "xor", parameters: DatasetParameters(samples: 4)),
      training: TrainingPlan(steps: 1, learningRate: 0.1, loss: .binaryCrossEntropy),
      precision: .float64, recording: RecordingPlan(spacing: .linear(points: 2)))
  }

  private static let rows: [([Double], Double)] = [
    ([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0),
  ]

  /// Four near-clones: what merging them moves, by the formulas of the two networks.
  @Test func nearClonesAreMergedIntoTheirMean() throws {
    let hidden: [[Double]] = [[0.9, 1.1], [0.92, 1.12], [0.88, 1.08], [0.91, 1.09]]
    let (biases, out) = ([0.1, 0.12, 0.09, 0.1], [0.5, 0.7, 0.4, 0.6])
    let weights = NetworkWeights(layers: [
      .init(rows: hidden, biases: biases), .init(rows: [out], biases: [-0.3]),
    ])
    let near = try #require(NearClasses.of(weights, spec(weights), distances: []).value)
    #expect(near.widths == [1, 1])
    #expect(near.layers[0].classes == [[0, 1, 2, 3]])
    #expect(near.rows == 4)
    let full = Self.rows.map { x, _ in
      (0..<4).reduce(-0.3) {
        $0 + out[$1] * tanh(hidden[$1][0] * x[0] + hidden[$1][1] * x[1] + biases[$1])
      }
    }
    let means = (0..<2).map { input in hidden.reduce(0) { $0 + $1[input] } / 4 }
    let merged = Self.rows.map { x, _ in
      2.2 * tanh(means[0] * x[0] + means[1] * x[1] + 0.1025) - 0.3
    }
    let mean = full.reduce(0, +) / 4
    let distance = zip(full, merged).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let variation = full.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(abs(near.outputsApart - (distance / variation).squareRoot()) < 1e-12)
    func loss(_ answers: [Double]) -> Double {
      zip(answers, Self.rows).reduce(0) { $0 + log(1 + exp($1.0)) - $1.1.1 * $1.0 } / 4
    }
    #expect(abs(near.loss - loss(full)) < 1e-12)
    #expect(abs(near.mergedLoss - loss(merged)) < 1e-12)
    #expect(near.outputsApart > 1e-6)
  }

  /// XOR takes two neurons, and four of two kinds are these two.
  @Test func neuronsOfTwoKindsAreTwo() throws {
    let weights = NetworkWeights(layers: [
      .init(
        rows: [[4, 4], [-4, -4.02], [4.01, 4], [-4, -3.99]], biases: [-2, 6, -2.01, 6.02]),
      .init(rows: [[2, 2.1, 2.05, 1.9]], biases: [-4]),
    ])
    let near = try #require(NearClasses.of(weights, spec(weights)).value)
    #expect(near.layers[0].classOfNeuron == [0, 1, 0, 1])
    #expect(near.outputsApart <= NearClasses.tolerance)
    #expect(abs(near.mergedLoss - near.loss) < 0.01)
    let alone = try #require(NearClasses.of(weights, spec(weights), distances: []).value)
    #expect(alone.widths == [4, 1])
    #expect(alone.mergedLoss == alone.loss)
  }

  @Test func outputsThatDoNotVaryTellNothing() {
    let zeros = NetworkWeights(layers: [
      .init(rows: [[1, 2], [3, 4]], biases: [0, 1]), .init(rows: [[0, 0]], biases: [0.5]),
    ])
    #expect(NearClasses.of(zeros, spec(zeros)).absence == .constantActivation)
    var broken = zeros
    broken.layers[0].weights[0] = .infinity
    #expect(NearClasses.of(broken, spec(broken)).absence == .notFinite)
  }

  /// Known classes of several neurons each are tried: three and three for this start.
  @Test func perturbedClonesOfSeveralClassesAreThoseClasses() throws {
    let form = Initialization(scheme: "zero_hadamard", perturbation: 1e-4)
    var spec = TrainingSpec(
      inputs: 2,
      layers: [8, 8].map { LayerSpec(units: $0, activation: .tanh, weights: form) } + [
        LayerSpec(units: 1, activation: .linear, weights: form)
      ], seed: 1,
      dataset: .generated(name: "moons", parameters: DatasetParameters(samples: 100, noise: 0.1)),
      training: TrainingPlan(steps: 300, learningRate: 0.1, loss: .binaryCrossEntropy),
      precision: .float64, recording: RecordingPlan(spacing: .linear(points: 2)))
    let (plain, perturbation) = spec.unperturbed
    #expect(perturbation == 1e-4)
    let clones = EquitablePartition(NetworkWeights(startOf: plain), of: plain)
    let start = NetworkWeights(startOf: spec)
    #expect(EquitablePartition(start, of: spec).layers.map(\.classCount) == [8, 8, 1])
    let near = try #require(NearClasses.of(start, spec, known: clones, distances: []).value)
    #expect(near.widths.dropLast().allSatisfy { $0 <= 3 })
    #expect(near.outputsApart < 0.01)
    for index in spec.layers.indices {
      spec.layers[index].weights = Initialization(scheme: "xavier_uniform")
    }
    let drawn = NetworkWeights(startOf: spec)
    #expect(NearClasses.of(drawn, spec, distances: []).value?.widths == [8, 8, 1])
  }
}
