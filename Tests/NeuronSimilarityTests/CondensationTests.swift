import NeuronSimilarity
import Testing
import TrainingModel

@Suite struct CondensationTests {
  private func directions(_ rows: [[Double]], _ biases: [Double] = []) -> Measured<Int> {
    Condensation.directions(
      of: NetworkWeights.Layer(rows: rows, biases: biases), neurons: Array(rows.indices))
  }

  @Test func oppositesAndMultiplesShareADirection() {
    #expect(directions([[1, 0], [-2, 0], [0.5, 0]]) == .present(1))
    #expect(directions([[1, 0], [0, 1], [1, 1], [-1, -1]]) == .present(3))
    #expect(directions([[3e-200, 0], [2e200, 0]]) == .present(1))
  }

  /// The bias is one of the numbers, and neurons of zeros have no direction.
  @Test func biasesCount() {
    #expect(directions([[1, 0], [1, 0]], [0, 1]) == .present(2))
    #expect(directions([[1, 0], [-1, 0]], [0.5, -0.5]) == .present(1))
    #expect(directions([[0, 0], [1, 0]], [0, 0]) == .present(1))
    #expect(directions([[0, 0], [0, 0]], [0, 1]) == .present(1))
    #expect(directions([[0, 0], [0, 0]], [0, 0]) == .absent(.zeroVector))
    #expect(directions([[.nan, 0], [1, 0]]) == .absent(.notFinite))
  }

  /// cos 8 degrees is .99027, cos 8.2 degrees .98978.
  @Test func theToleranceIsOfTheCosine() {
    #expect(directions([[1, 0], [0.990268, 0.139173]]) == .present(1))
    #expect(directions([[1, 0], [0.989776, 0.142629]]) == .present(2))
  }

  @Test func onlyTheNeuronsAskedForCount() {
    let layer = NetworkWeights.Layer(rows: [[1, 0], [0, 1], [1, 1]])
    #expect(Condensation.directions(of: layer, neurons: [0, 2]) == .present(2))
    #expect(Condensation.directions(of: layer, neurons: [1]) == .present(1))
  }
}
