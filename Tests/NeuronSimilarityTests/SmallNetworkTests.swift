import KernelDispatch
import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

/// What a recorder says of networks that it measures in lanes.
@Suite("Similarity of small networks")
struct SmallNetworkTests {
  private static let noSignal = LayerSignal(
    activationMean: 0, activationVariance: 0, deadFraction: 0, saturatedFraction: nil,
    backpropagated: 0)

  private func observed(
    _ parameters: NetworkWeights.Layer, gradient: NetworkWeights.Layer? = nil,
    activations: [Double]
  ) -> Observation.Layer {
    Observation.Layer(
      parameters: parameters, neurons: Array(0..<parameters.units),
      gradient: gradient ?? parameters, activations: activations, signal: Self.noSignal)
  }

  /// Two layers of a case: what its neurons take in and, in the next layer, send out.
  private func observed(_ example: Fixture.Case, incoming: [[Double]]) -> [Observation.Layer] {
    let outgoing = NetworkWeights.Layer(rows: example.outgoing)
    return [
      observed(.init(rows: incoming), activations: example.activations.flatMap { $0 }),
      observed(
        outgoing,
        activations: Array(repeating: 0.5, count: outgoing.units * example.activations.count)),
    ]
  }

  private func agree(
    _ measured: Measured<PairSummary>, _ matrix: [[Double]], _ tolerance: Double
  ) -> Bool {
    let pairs = matrix.indices.flatMap { matrix[$0][($0 + 1)...] }.sorted()
    guard let value = measured.value, let least = pairs.first, let most = pairs.last else {
      return false
    }
    func quantile(_ share: Double) -> Double {
      let place = share * Double(pairs.count - 1)
      let above = min(Int(place) + 1, pairs.count - 1)
      return pairs[Int(place)] + (place - place.rounded(.down)) * (pairs[above] - pairs[Int(place)])
    }
    return zip(
      [
        value.mean, value.min, value.max, value.lowerQuartile, value.median, value.upperQuartile,
      ],
      [
        pairs.reduce(0, +) / Double(pairs.count), least, most, quantile(0.25), quantile(0.5),
        quantile(0.75),
      ]
    ).allSatisfy { abs($0 - $1) < tolerance }
  }

  @Test(arguments: Fixture.shared.cases, KernelVariant.available)
  func figuresAreNumPys(_ example: Fixture.Case, kernels: KernelVariant) throws {
    #expect(LaneSimilarity.takes([example.incoming.count, example.incoming[0].count]))
    var recorder = SimilarityRecorder(kernels: kernels)
    let rows = example.activations.count
    recorder.observe(
      step: 0, layers: observed(example, incoming: example.incoming), probeRows: rows)
    recorder.observe(step: 1, layers: observed(example, incoming: example.now), probeRows: rows)
    let layer = recorder.record().layers[0]
    #expect(agree(layer.incoming[0], example.incomingCosines, 1e-12))
    #expect(agree(layer.gradient[0], example.incomingCosines, 1e-12))
    #expect(agree(layer.outgoing[0], example.outgoingCosines, 1e-12))
    #expect(agree(layer.activation[0], example.correlations, 1e-12))
    let rank = try #require(layer.effectiveRank[0].value)
    #expect(abs(rank / example.effectiveRank - 1) < 1e-12)
    #expect(abs(try #require(layer.turnedDegrees[1].value) - example.turnedDegrees) < 1e-12)
    #expect(abs(try #require(layer.normRatio[1].value) / example.normRatio - 1) < 1e-12)
  }

  /// Singular values over many orders, for Jacobi's rotations: a Hilbert-like matrix and its products.
  @Test func ranksAreThoseOfLargerMatricesToo() throws {
    var generator = SplitMix(state: 31)
    for (units, inputs) in [(2, 2), (8, 2), (2, 8), (8, 8), (16, 16), (16, 32), (32, 11)] {
      for power in [0, 1, 3] {
        let drawn = NetworkWeights.Layer.random(units: units, fanIn: inputs, from: &generator)
        let rows = drawn.rows.enumerated().map { unit, row in
          row.enumerated().map { input, weight in
            (0..<power).reduce(weight) { value, _ in value / Double(unit + input + 1) }
          }
        }
        var recorder = SimilarityRecorder()
        let layer = NetworkWeights.Layer(rows: rows)
        recorder.observe(
          step: 0,
          layers: [
            observed(layer, activations: (0..<3 * units).map { _ in generator.unit })
          ], probeRows: 3)
        let rank = try #require(recorder.record().layers[0].effectiveRank[0].value)
        // Golub and Kahan's way, another algorithm.
        let expected = try #require(EffectiveRank.of(layer).value)
        #expect(abs(rank / expected - 1) < 1e-12, "\(units) × \(inputs), power \(power)")
      }
    }
  }

  /// Neurons of zeros, of one value, of numbers that are none, and clones, in all places.
  @Test(arguments: KernelVariant.available)
  func neuronsWithoutADirectionAreLeftOut(_ kernels: KernelVariant) {
    var generator = SplitMix(state: 32)
    for round in 0..<40 {
      let units = 2 + round % 9
      var layer = NetworkWeights.Layer.random(
        units: units, fanIn: 3, biased: true, from: &generator)
      var activations = (0..<7 * units).map { _ in generator.unit }
      for unit in 0..<units {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: for input in 0..<3 { layer.weights[3 * unit + input] = 0 }
        case 1: for row in 0..<7 { activations[row * units + unit] = -0.3 }
        case 2 where round % 4 == 3:
          layer.weights[3 * unit + 1] = .nan
          activations[2 * units + unit] = .infinity
        case 3 where unit > 0:
          for input in 0..<3 { layer.weights[3 * unit + input] = layer.weights[input] }
          for row in 0..<7 { activations[row * units + unit] = activations[row * units] }
        default: break
        }
      }
      var recorder = SimilarityRecorder(kernels: kernels)
      recorder.observe(
        step: 0, layers: [observed(layer, activations: activations)], probeRows: 7)
      let record = recorder.record().layers[0]
      expectSame(record.incoming[0], .ofRows(layer))
      expectSame(record.activation[0], .ofActivations(activations, units: units))
      #expect(record.effectiveRank[0].absence == EffectiveRank.of(layer).absence)
      #expect(
        record.distinctDirections[0]
          == Condensation.directions(of: layer, neurons: Array(0..<units)).map { Double($0) })
      #expect(
        record.distinctNeurons[0]
          == SymmetryPartition(ofLayer: 1, in: NetworkWeights(layers: [layer])).distinctCount)
    }
  }

  private func expectSame(_ measured: Measured<PairSummary>, _ matrix: SimilarityMatrix) {
    let present = matrix.absences.indices.filter { matrix.absences[$0] == nil }
    guard present.count > 1 else {
      #expect(measured.absence == matrix.absences.lazy.compactMap { $0 }.first)
      return
    }
    let values = present.map { row in present.map { matrix.values[row][$0] ?? .nan } }
    #expect(agree(measured, values, 1e-13))
  }

  @Test func activationsOfAnySizeAreCompared() throws {
    var generator = SplitMix(state: 33)
    for exponents in [[0, 0, 0], [700, -700, 3], [-900, -1000, -1022], [1000, 1001, 1010]] {
      let activations = (0..<9 * 3).map {
        Double(sign: .plus, exponent: exponents[$0 % 3], significand: generator.unit)
      }
      var recorder = SimilarityRecorder()
      let layer = NetworkWeights.Layer.random(units: 3, fanIn: 2, from: &generator)
      recorder.observe(
        step: 0, layers: [observed(layer, activations: activations)], probeRows: 9)
      let record = recorder.record().layers[0]
      let matrix = SimilarityMatrix.ofActivations(activations, units: 3)
      expectSame(record.activation[0], matrix)
      let norms = matrix.norms.compactMap { $0 }
      let spread = try #require(record.spreads(of: .activation)[0].value)
      #expect(abs(spread.leastNorm / (norms.min() ?? 0) - 1) < 1e-14)
      #expect(abs(spread.greatestNorm / (norms.max() ?? 0) - 1) < 1e-14)
      let differences = (0..<9).map { row in
        let own = activations[3 * row..<3 * row + 3]
        return (own.max() ?? 0) - (own.min() ?? 0)
      }
      #expect(spread.largestDifference.value == differences.max())
    }
  }

  /// A recorder that goes on from another's record, as after a restart.
  @Test func whatGoesOnIsWhatNeverStopped() {
    var generator = SplitMix(state: 34)
    var first = NetworkWeights.Layer.random(units: 6, fanIn: 4, biased: true, from: &generator)
    let last = NetworkWeights.Layer.random(units: 2, fanIn: 6, biased: true, from: &generator)
    for input in 0..<4 { first.weights[4 + input] = first.weights[input] }
    first.biases[1] = first.biases[0]
    var clones = last
    for output in 0..<2 { clones.weights[6 * output + 1] = clones.weights[6 * output] }
    let start = NetworkWeights(layers: [first, clones])
    var whole = SimilarityRecorder()
    var parts = SimilarityRecorder()
    for step in 0..<6 {
      if step == 4 { first.weights[5] += 0.01 } else { first.weights[20] += 0.1 }
      let layers = [
        observed(first, activations: (0..<30).map { _ in generator.unit }),
        observed(clones, activations: (0..<10).map { _ in generator.unit }),
      ]
      if step == 0 { continue }
      let seen = step == 1 ? [start.layers[0], clones] : [first, clones]
      let shown = zip(layers, seen).map { layer, parameters in
        observed(parameters, gradient: layer.gradient, activations: layer.activations)
      }
      whole.observe(step: step, layers: shown, probeRows: 5)
      if step == 3 {
        parts = SimilarityRecorder(
          goingOnFrom: parts.recordSoFar, start: start, last: parts.lastWeights)
      }
      parts.observe(step: step, layers: shown, probeRows: 5)
    }
    #expect(whole.record() == parts.record())
    #expect(whole.record().layers[0].firstSplit == 4)
    #expect(whole.record().layers[0].distinctNeurons == [5, 5, 5, 6, 6])
  }
}

extension SplitMix {
  /// A number from -1 to 1.
  fileprivate var unit: Double {
    mutating get { .random(in: -1..<1, using: &self) }
  }
}
