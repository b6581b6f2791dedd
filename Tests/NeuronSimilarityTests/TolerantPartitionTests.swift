import NeuronSimilarity
import Testing
import TrainingModel

@Suite struct TolerantPartitionTests {
  /// Three neurons: the second a clone of the first but for `offset` in one incoming weight.
  private func network(_ offset: Double, scale: Double = 1) -> NetworkWeights {
    NetworkWeights(layers: [
      .init(
        rows: [[1, -4], [1, -4 + offset], [2, 0]].map { $0.map { $0 * scale } },
        biases: [0, 0, 0]),
      .init(rows: [[3, 3, 3]]),
    ])
  }

  @Test func isRelativeToTheLargestWeight() {
    // The largest incoming weight is 4: 1e-3 of it is 0.004.
    for (offset, count) in [(0.0039, 2), (0.0041, 3)] {
      for scale in [1e-9, 1, 1e9] {
        let partition = TolerantPartition(
          ofLayer: 1, in: network(offset, scale: scale), tolerance: 1e-3)
        #expect(partition.classCount == count)
      }
    }
  }

  @Test func toleranceZeroIsEquality() {
    #expect(TolerantPartition(ofLayer: 1, in: network(1e-15), tolerance: 0).classCount == 3)
    #expect(TolerantPartition(ofLayer: 1, in: network(0), tolerance: 0).classes == [[0, 1], [2]])
  }

  @Test func outgoingWeightsCount() {
    var network = network(0)
    network.layers[1].weights[1] = 3.1
    #expect(TolerantPartition(ofLayer: 1, in: network, tolerance: 1e-3).classCount == 3)
    #expect(TolerantPartition(ofLayer: 1, in: network, tolerance: 0.1).classes == [[0, 1], [2]])
  }

  @Test func differencesAreTold() {
    let only = { (change: (inout NetworkWeights) -> Void) -> StartingDifferences in
      var network = NetworkWeights(layers: [
        .init(rows: [[1, 2], [1, 2]], biases: [5, 5]), .init(rows: [[1, 1]]),
      ])
      change(&network)
      return StartingDifferences(ofLayer: 1, in: network)
    }
    #expect(only { _ in }.parts == [])
    #expect(only { $0.layers[0].weights[0] = 3 }.parts == [.incomingWeights])
    #expect(only { $0.layers[0].biases[1] = 3 }.parts == [.biases])
    #expect(only { $0.layers[1].weights[1] = 3 }.parts == [.outgoingWeights])
  }
}
