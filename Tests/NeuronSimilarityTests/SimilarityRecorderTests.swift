import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

@Suite("Similarity recorder")
struct SimilarityRecorderTests {
  /// What a network shows at one step; gradients and activations are made up.
  private struct Shown {
    var parameters: [NetworkWeights.Layer]
    var gradients: [NetworkWeights.Layer]
    var activations: [[Double]]
    static let rows = 6

    init(widths: [Int], from generator: inout SplitMix) {
      func layers() -> [NetworkWeights.Layer] {
        zip(widths, widths.dropFirst()).map {
          .random(units: $1, fanIn: $0, biased: true, from: &generator)
        }
      }
      parameters = layers()
      gradients = layers()
      activations = widths.dropFirst().map { width in
        (0..<Self.rows * width).map { _ in .random(in: -1..<1, using: &generator) }
      }
    }

    /// Neurons of hidden layer `layer` (from 0) replaced: each by a clone of the one named.
    mutating func clone(layer: Int, sources: [Int]) {
      let units = parameters[layer].units
      func cloned(rows: NetworkWeights.Layer) -> NetworkWeights.Layer {
        .init(rows: sources.map { rows.rows[$0] }, biases: sources.map { rows.biases[$0] })
      }
      func cloned(columns values: [Double]) -> [Double] {
        values.indices.map { values[$0 / units * units + sources[$0 % units]] }
      }
      parameters[layer] = cloned(rows: parameters[layer])
      gradients[layer] = cloned(rows: gradients[layer])
      activations[layer] = cloned(columns: activations[layer])
      parameters[layer + 1].weights = cloned(columns: parameters[layer + 1].weights)
    }
  }

  /// Shows of gradients and activations what a training would: those of a sample of the neurons.
  private func show(_ shown: Shown, at step: Int, to recorder: inout SimilarityRecorder) {
    let layers = shown.parameters.indices.map { index in
      let units = shown.parameters[index].units
      let neurons = Observation.evenlySpaced(RecordingBounds.neurons, of: units)
      let gradient = shown.gradients[index]
      return Observation.Layer(
        parameters: shown.parameters[index], neurons: neurons,
        gradient: .init(
          rows: neurons.map { gradient.rows[$0] }, biases: neurons.map { gradient.biases[$0] }),
        activations: (0..<Shown.rows).flatMap { row in
          neurons.map { shown.activations[index][row * units + $0] }
        },
        signal: LayerSignal(
          activationMean: 0, activationVariance: 0, deadFraction: 0, saturatedFraction: nil,
          backpropagated: 0))
    }
    recorder.observe(step: step, layers: layers, probeRows: Shown.rows)
  }

  /// Mean, extremes and quartiles over the pairs of a matrix that have a value.
  private func summary(_ matrix: SimilarityMatrix) -> PairSummary? {
    var pairs: [Double] = []
    for i in matrix.values.indices {
      for j in matrix.values.indices where j > i {
        if let value = matrix.values[i][j] { pairs.append(value) }
      }
    }
    guard let least = pairs.min(), let most = pairs.max() else { return nil }
    pairs.sort()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(pairs.count - 1)
      let below = Int(place)
      let above = min(below + 1, pairs.count - 1)
      return pairs[below] + (place - Double(below)) * (pairs[above] - pairs[below])
    }
    return PairSummary(
      mean: pairs.reduce(0, +) / Double(pairs.count), min: least, max: most,
      lowerQuartile: quantile(0.25), median: quantile(0.5), upperQuartile: quantile(0.75))
  }

  private func agree(_ measured: Measured<PairSummary>, _ matrix: SimilarityMatrix) -> Bool {
    guard let value = measured.value, let expected = summary(matrix) else { return false }
    return abs(value.mean - expected.mean) < 1e-13 && abs(value.min - expected.min) < 1e-15
      && abs(value.max - expected.max) < 1e-15
      && abs(value.lowerQuartile - expected.lowerQuartile) < 1e-14
      && abs(value.median - expected.median) < 1e-14
      && abs(value.upperQuartile - expected.upperQuartile) < 1e-14
  }

  /// Each number of each neuron's vector, from the matrix as it stands.
  private func spread(_ vectors: [[Double]]) -> VectorSpread {
    let norms = vectors.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let differences = vectors.flatMap { a in
      vectors.flatMap { b in zip(a, b).map { abs($0 - $1) } }
    }
    return VectorSpread(
      largestDifference: .present(differences.max() ?? 0), leastNorm: norms.min() ?? 0,
      greatestNorm: norms.max() ?? 0)
  }

  private func agree(_ measured: Measured<VectorSpread>?, _ expected: VectorSpread) -> Bool {
    guard let value = measured?.value else { return false }
    return value.largestDifference == expected.largestDifference
      && abs(value.leastNorm - expected.leastNorm) < 1e-14
      && abs(value.greatestNorm - expected.greatestNorm) < 1e-14
  }

  @Test func spreadsAreThoseOfTheVectors() {
    var generator = SplitMix(state: 18)
    var shown = Shown(widths: [4, 9, 5, 2], from: &generator)
    shown.clone(layer: 1, sources: [2, 2, 2, 2, 2])
    var recorder = SimilarityRecorder()
    show(shown, at: 0, to: &recorder)
    let layers = recorder.record().layers
    for (index, layer) in layers.enumerated() {
      #expect(agree(layer.spreads(of: .incoming)[0], spread(shown.parameters[index].rows)))
      #expect(agree(layer.spreads(of: .gradient)[0], spread(shown.gradients[index].rows)))
      let activations = (0..<layer.units).map { unit in
        (0..<Shown.rows).map { shown.activations[index][$0 * layer.units + unit] }
      }
      #expect(agree(layer.spreads(of: .activation)[0], spread(activations)))
      guard !layer.isOutput else { continue }
      let outgoing = (0..<layer.units).map { unit in
        shown.parameters[index + 1].rows.map { $0[unit] }
      }
      #expect(agree(layer.spreads(of: .outgoing)[0], spread(outgoing)))
    }
    // Clones are the same vectors, not only the same directions.
    #expect(layers[1].spreads(of: .incoming)[0].value?.largestDifference == .present(0))
    #expect((layers[0].spreads(of: .incoming)[0].value?.largestDifference.value ?? 0) > 0)
    #expect(layers[2].spreads(of: .outgoing) == [.absent(.noOutgoingWeights)])
  }

  @Test func spreadsOfHugeAndTinyAndOfWhatIsNotFinite() {
    var generator = SplitMix(state: 19)
    var shown = Shown(widths: [2, 2, 1], from: &generator)
    shown.parameters[0] = .init(rows: [[3e200, 4e200], [3e-200, 4e-200]], biases: [0, 0])
    var recorder = SimilarityRecorder()
    show(shown, at: 0, to: &recorder)
    shown.parameters[0].weights[1] = .infinity
    show(shown, at: 1, to: &recorder)
    let spreads = recorder.record().layers[0].spreads(of: .incoming)
    #expect(abs((spreads[0].value?.greatestNorm ?? 0) / 5e200 - 1) < 1e-15)
    #expect(abs((spreads[0].value?.leastNorm ?? 0) / 5e-200 - 1) < 1e-15)
    #expect(spreads[0].value?.largestDifference == .present(4e200))
    #expect(spreads[1] == .absent(.notFinite))
  }

  @Test func summariesAreThoseOfTheMatrices() {
    var generator = SplitMix(state: 10)
    for sources in [Array(0..<9), [0, 0, 2, 2, 2, 5, 6, 7, 0], Array(repeating: 4, count: 9)] {
      var shown = Shown(widths: [4, 9, 5, 2], from: &generator)
      shown.clone(layer: 0, sources: sources)
      var recorder = SimilarityRecorder()
      show(shown, at: 0, to: &recorder)
      let record = recorder.record()
      #expect(record.layers.map(\.layer) == [1, 2, 3])
      #expect(record.hiddenLayers.map(\.layer) == [1, 2])
      for (index, layer) in record.layers.enumerated() {
        #expect(agree(layer.incoming[0], .ofRows(shown.parameters[index])))
        #expect(agree(layer.gradient[0], .ofRows(shown.gradients[index])))
        #expect(
          agree(
            layer.activation[0],
            .ofActivations(shown.activations[index], units: layer.units)))
        #expect(layer.sampledUnits == layer.units)
      }
      for layer in record.hiddenLayers {
        #expect(agree(layer.outgoing[0], .ofColumns(shown.parameters[layer.layer])))
      }
      #expect(record.layers[2].outgoing == [.absent(.noOutgoingWeights)])
      #expect(record.layers[0].distinctNeurons == [Set(sources).count])
    }
  }

  @Test func clonesAreExactlyAlikeAndOfRankOne() throws {
    var generator = SplitMix(state: 11)
    for units in [2, 3, 7, 8, 100, 700] {
      var shown = Shown(widths: [3, units, 1], from: &generator)
      shown.clone(layer: 0, sources: Array(repeating: 0, count: units))
      var recorder = SimilarityRecorder()
      show(shown, at: 0, to: &recorder)
      let record = recorder.record()
      let alike = Measured.present(PairSummary.same(1))
      for kind in SimilarityKind.allCases {
        #expect(record.layers[0].summaries(of: kind) == [alike])
      }
      let final = try #require(record.finalSymmetry.first)
      #expect(record.finalSymmetry.count == 1)
      #expect(final.layer == 1 && final.units == units && final.distinctNeurons == 1)
      #expect(final.meanCosine == .present(1))
      #expect(final.effectiveRank == .present(1))
    }
  }

  @Test func orderOfNeuronsDoesNotMatter() throws {
    var generator = SplitMix(state: 12)
    let shown = Shown(widths: [5, 21, 3], from: &generator)
    var permuted = shown
    permuted.clone(layer: 0, sources: (0..<21).shuffled(using: &generator))
    var recorders = (SimilarityRecorder(), SimilarityRecorder())
    show(shown, at: 0, to: &recorders.0)
    show(permuted, at: 0, to: &recorders.1)
    let (layer, other) = (recorders.0.record().layers[0], recorders.1.record().layers[0])
    #expect(layer.distinctNeurons == other.distinctNeurons)
    for kind in SimilarityKind.allCases {
      let a = try #require(layer.summaries(of: kind)[0].value)
      let b = try #require(other.summaries(of: kind)[0].value)
      #expect(abs(a.mean - b.mean) < 1e-14)
      #expect(abs(a.min - b.min) < 1e-15 && abs(a.max - b.max) < 1e-15)
    }
    let ranks = (layer.effectiveRank[0].value, other.effectiveRank[0].value)
    #expect(abs(try #require(ranks.0) - #require(ranks.1)) < 1e-12)
  }

  @Test func remembersNothingWrong() {
    // Steps at which one layer, or none, or only the next one, moved must read as measured afresh.
    var generator = SplitMix(state: 13)
    var shown = Shown(widths: [3, 6, 4, 2], from: &generator)
    let first = shown
    var recorder = SimilarityRecorder()
    for step in 0..<8 {
      if step & 1 != 0 { shown.parameters[0].weights[step] += 0.25 }
      if step & 2 != 0 { shown.parameters[1].weights[step] += 0.25 }
      if step & 4 != 0 { shown.parameters[2].weights[step] += 0.25 }
      shown.gradients[1].weights[step] += 0.5
      show(shown, at: step * 10, to: &recorder)
      var fresh = SimilarityRecorder()
      show(shown, at: 0, to: &fresh)
      let record = recorder.record()
      #expect(record.steps == (0...step).map { $0 * 10 })
      for (layer, expected) in zip(record.layers, fresh.record().layers) {
        let start = first.parameters[layer.layer - 1]
        let displacement = WeightDisplacement(
          from: start, to: shown.parameters[layer.layer - 1])
        #expect(layer.distinctNeurons[step] == expected.distinctNeurons[0])
        #expect(layer.effectiveRank[step] == expected.effectiveRank[0])
        #expect(layer.turnedDegrees[step] == displacement.turnedDegrees)
        #expect(layer.normRatio[step] == displacement.normRatio)
        for kind in SimilarityKind.allCases {
          #expect(layer.summaries(of: kind)[step] == expected.summaries(of: kind)[0])
          #expect(layer.spreads(of: kind)[step] == expected.spreads(of: kind)[0])
        }
      }
    }
  }

  @Test func largeLayersAreSampled() throws {
    var generator = SplitMix(state: 14)
    let limit = RecordingBounds.neurons
    let shown = Shown(widths: [3, limit + 88, 2], from: &generator)
    var recorder = SimilarityRecorder()
    show(shown, at: 0, to: &recorder)
    let layer = recorder.record().layers[0]
    #expect(layer.sampledUnits == limit)
    #expect(layer.distinctNeurons == [limit + 88])
    #expect(agree(layer.incoming[0], .ofRows(shown.parameters[0], limit: limit)))
    #expect(agree(layer.outgoing[0], .ofColumns(shown.parameters[1], limit: limit)))
    // The whole layer's rank, three columns of nearly equal length.
    #expect(try #require(layer.effectiveRank[0].value) > 2.9)
  }

  @Test func costlyRanksAreMeasuredAtMilestonesAndAtTheEnd() {
    var generator = SplitMix(state: 15)
    var shown = Shown(widths: [170, 170, 1], from: &generator)
    #expect(170 * 170 * 170 > RecordingBounds.everyStepRankWork)
    var recorder = SimilarityRecorder()
    for step in 0..<7 {
      shown.parameters[0].weights[step] += 1
      show(shown, at: step, to: &recorder)
    }
    let ranks = recorder.record().layers[0].effectiveRank
    let measured = ranks.map { $0.value != nil }
    #expect(measured == [true, true, true, false, true, false, true])
    #expect(ranks[3] == .absent(.notComputed))
    #expect(ranks[6] == EffectiveRank.of(shown.parameters[0]))
  }

  @Test func theCostliestRanksAreMeasuredAtTheFirstStepAndTheLast() {
    var generator = SplitMix(state: 17)
    var shown = Shown(widths: [520, 520, 1], from: &generator)
    #expect(520 * 520 * 520 > RecordingBounds.milestoneRankWork)
    var recorder = SimilarityRecorder()
    for step in 0..<3 {
      shown.parameters[0].weights[step] += 1
      show(shown, at: step, to: &recorder)
    }
    let ranks = recorder.record().layers[0].effectiveRank
    #expect(ranks.map { $0.value != nil } == [true, false, true])
  }

  @Test func whatDoesNotExistIsAbsentWithItsReason() {
    var generator = SplitMix(state: 16)
    var shown = Shown(widths: [2, 3, 1], from: &generator)
    shown.parameters[0].weights = [0, 0, 0, 0, 0, 0]
    shown.gradients[0].weights = [0, 0, 1, 0, 0, 0]
    shown.activations[0] = [Double](repeating: 0.1, count: 3 * Shown.rows)
    var recorder = SimilarityRecorder()
    show(shown, at: 0, to: &recorder)
    shown.parameters[0].weights[1] = .nan
    shown.parameters[0].weights[2] = 1
    show(shown, at: 1, to: &recorder)
    let record = recorder.record()
    let hidden = record.layers[0]
    #expect(hidden.incoming == [.absent(.zeroVector), .absent(.notFinite)])
    #expect(hidden.gradient[0] == .absent(.zeroVector))
    #expect(hidden.activation[0] == .absent(.constantActivation))
    #expect(hidden.effectiveRank == [.absent(.zeroVector), .absent(.notFinite)])
    #expect(hidden.turnedDegrees == [.absent(.startedAtZero), .absent(.notFinite)])
    #expect(record.layers[1].incoming[0] == .absent(.singleNeuron))
    #expect(record.layers[1].activation[0] == .absent(.singleNeuron))
    #expect(record.finalSymmetry[0].meanCosine == .absent(.notFinite))
  }
}
