import NeuronSimilarity
import Testing
import TrainingModel

@Suite("Symmetry partition")
struct SymmetryPartitionTests {
  /// Hidden neurons 0, 2 and 3 are equal; 1 differs from them in one thing that `change` sets.
  private func partition(
    change: (inout NetworkWeights) -> Void
  ) -> SymmetryPartition {
    var network = NetworkWeights(layers: [
      .init(
        units: 4, fanIn: 2, weights: [1, 2, 1, 2, 1, 2, 1, 2], biases: [0.5, 0.5, 0.5, 0.5]),
      .init(units: 2, fanIn: 4, weights: [3, 3, 3, 3, 4, 4, 4, 4], biases: [0, 1]),
    ])
    change(&network)
    return SymmetryPartition(ofLayer: 1, in: network)
  }

  @Test func clonesAreOneClass() {
    let partition = partition { _ in }
    #expect(partition.distinctCount == 1)
    #expect(partition.classes == [[0, 1, 2, 3]])
  }

  @Test func oneBitInAnyPartTellsNeuronsApart() {
    let expected = [[0, 2, 3], [1]]
    #expect(partition { $0.layers[0].weights[3] = 2.0.nextUp }.classes == expected)
    #expect(partition { $0.layers[0].biases[1] = 0.5.nextDown }.classes == expected)
    #expect(partition { $0.layers[1].weights[5] = 4.0.nextUp }.classes == expected)
  }

  @Test func oneBitAnywhereTellsNeuronsOfWideLayersApart() {
    let layer = NetworkWeights.Layer(
      units: 3, fanIn: 100, weights: Array(repeating: 0.5, count: 300), biases: [])
    let next = NetworkWeights.Layer(
      units: 100, fanIn: 3, weights: Array(repeating: 0.25, count: 300), biases: [])
    for place in 0..<100 {
      var network = NetworkWeights(layers: [layer, next])
      network.layers[0].weights[100 + place] = 0.5.nextUp
      #expect(SymmetryPartition(ofLayer: 1, in: network).classes == [[0, 2], [1]])
      network = NetworkWeights(layers: [layer, next])
      network.layers[1].weights[3 * place + 2] = 0.25.nextDown
      #expect(SymmetryPartition(ofLayer: 1, in: network).classes == [[0, 1], [2]])
    }
  }

  @Test func biasesOfTheNextLayerAreNobodysWeights() {
    #expect(partition { $0.layers[1].biases = [7, 8] }.distinctCount == 1)
  }

  @Test func signsOfZeroAndKindsOfNaNAreNoDifference() {
    #expect(
      partition {
        $0.layers[0].weights = [0, 2, -0.0, 2, 0, 2, 0, 2]
      }.distinctCount == 1)
    #expect(
      partition {
        let other = Double(nan: 5, signaling: false)
        $0.layers[1].weights = [.nan, -Double.nan, other, .nan, 4, 4, 4, 4]
      }.distinctCount == 1)
    #expect(partition { $0.layers[0].weights[2] = .nan }.classes == [[0, 2, 3], [1]])
  }

  @Test func outputNeuronsAreComparedByWhatComesIn() {
    let network = NetworkWeights(layers: [
      .init(units: 3, fanIn: 2, weights: [1, 2, 1, 2, 2, 1], biases: [])
    ])
    #expect(SymmetryPartition(ofLayer: 1, in: network).classes == [[0, 1], [2]])
  }

  @Test func plantedClassesAreFoundWhateverTheOrder() {
    var generator = SplitMix(state: 1)
    for units in [1, 2, 7, 64, 130] {
      let kinds = Int.random(in: 1...units, using: &generator)
      let kindOf = (0..<units).map { $0 < kinds ? $0 : .random(in: 0..<kinds, using: &generator) }
        .shuffled(using: &generator)
      let incoming = NetworkWeights.Layer.random(units: kinds, fanIn: 3, from: &generator).rows
      let outgoing = NetworkWeights.Layer.random(units: 5, fanIn: kinds, from: &generator).rows
      let network = NetworkWeights(layers: [
        .init(rows: kindOf.map { incoming[$0] }),
        .init(rows: outgoing.map { row in kindOf.map { row[$0] } }),
      ])
      let partition = SymmetryPartition(ofLayer: 1, in: network)
      #expect(partition.distinctCount == kinds)
      for (neuron, other) in zip(0..<units, (0..<units).shuffled(using: &generator)) {
        let together = partition.classOfNeuron[neuron] == partition.classOfNeuron[other]
        #expect(together == (kindOf[neuron] == kindOf[other]))
      }
      #expect(partition.classes.flatMap { $0 }.sorted() == Array(0..<units))
    }
  }
}
