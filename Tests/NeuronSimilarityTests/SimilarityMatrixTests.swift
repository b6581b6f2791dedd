import NeuronSimilarity
import Testing
import TrainingModel

@Suite("Similarity matrix")
struct SimilarityMatrixTests {
  /// The largest difference to `expected`; infinite if a value is missing.
  private func error(_ matrix: SimilarityMatrix, _ expected: [[Double]]) -> Double {
    var worst = matrix.values.count == expected.count ? 0 : Double.infinity
    for (row, expectedRow) in zip(matrix.values, expected) {
      for (value, expectedValue) in zip(row, expectedRow) {
        worst = max(worst, value.map { abs($0 - expectedValue) } ?? .infinity)
      }
    }
    return worst
  }

  @Test(arguments: Fixture.shared.cases)
  func agreesWithNumPy(_ example: Fixture.Case) {
    #expect(error(.ofRows(.init(rows: example.incoming)), example.incomingCosines) < 1e-12)
    #expect(error(.ofColumns(.init(rows: example.outgoing)), example.outgoingCosines) < 1e-12)
    let correlations = SimilarityMatrix.ofActivations(
      example.activations.flatMap { $0 }, units: example.activations[0].count)
    #expect(error(correlations, example.correlations) < 1e-12)
  }

  @Test func isSymmetricAndBounded() {
    var generator = SplitMix(state: 2)
    for units in [1, 2, 3, 5, 8, 13, 33] {
      let layer = NetworkWeights.Layer.random(units: units, fanIn: units, from: &generator)
      let values = SimilarityMatrix.ofRows(layer).values
      for i in 0..<units {
        #expect(values[i][i] == 1)
        for j in 0..<units {
          #expect(values[i][j] == values[j][i])
          #expect(abs(values[i][j]!) <= 1)
        }
      }
    }
  }

  @Test func equalVectorsAreExactlyAlike() {
    var generator = SplitMix(state: 3)
    for fanIn in 1...40 {
      let row = NetworkWeights.Layer.random(units: 1, fanIn: fanIn, from: &generator).rows[0]
      let clones = NetworkWeights.Layer(rows: [row, row, row.map { -$0 }, row.map { $0 * 3 }])
      let values = SimilarityMatrix.ofRows(clones).values
      #expect(values[0][1] == 1)
      #expect(abs(values[0][2]! + 1) < 1e-15)
      #expect(abs(values[0][3]! - 1) < 1e-15)
    }
  }

  @Test func scaleDoesNotMatter() {
    var generator = SplitMix(state: 4)
    let layer = NetworkWeights.Layer.random(units: 6, fanIn: 11, from: &generator)
    for exponent in [-1000, -600, 500, 1000] {
      var scaled = layer
      for index in scaled.weights.indices {
        scaled.weights[index] *= Double(sign: .plus, exponent: exponent, significand: 1)
      }
      let (matrix, expected) = (SimilarityMatrix.ofRows(scaled), SimilarityMatrix.ofRows(layer))
      #expect(matrix.values == expected.values && matrix.absences == expected.absences)
      for (norm, expected) in zip(matrix.norms, expected.norms) {
        #expect(norm == Double(sign: .plus, exponent: exponent, significand: expected ?? .nan))
      }
    }
  }

  @Test func subnormalVectorsHaveDirections() {
    let smallest = Double.leastNonzeroMagnitude
    let layer = NetworkWeights.Layer(rows: [[3 * smallest, 4 * smallest], [1, 0]])
    #expect(abs(SimilarityMatrix.ofRows(layer).values[0][1]! - 0.6) < 1e-15)
  }

  @Test func permutingNeuronsPermutesTheMatrix() {
    var generator = SplitMix(state: 5)
    let layer = NetworkWeights.Layer.random(units: 19, fanIn: 7, from: &generator)
    let order = (0..<19).shuffled(using: &generator)
    let values = SimilarityMatrix.ofRows(layer).values
    let permuted = SimilarityMatrix.ofRows(.init(rows: order.map { layer.rows[$0] })).values
    for i in 0..<19 {
      for j in 0..<19 {
        #expect(abs(permuted[i][j]! - values[order[i]][order[j]]!) < 1e-15)
      }
    }
  }

  @Test func whatDoesNotExistIsAbsentWithItsReason() {
    let matrix = SimilarityMatrix.ofRows(
      .init(rows: [[1, 0], [0, -0.0], [1, 1], [.infinity, 1], [.nan, 0]]))
    #expect(matrix.absences == [nil, .zeroVector, nil, .notFinite, .notFinite])
    #expect(matrix.values[1] == [nil, nil, nil, nil, nil])
    #expect(matrix.values[0][0] == 1)
    #expect(abs(matrix.values[0][2]! - 0.5.squareRoot()) < 1e-15)
    #expect(matrix.values[0][3] == nil)

    let correlations = SimilarityMatrix.ofActivations(
      [0.1, 1, 0, 0.1, 2, 0, 0.1, 3, 1], units: 3)
    #expect(correlations.absences == [.constantActivation, nil, nil])
    #expect(abs(correlations.values[1][2]! - 0.75.squareRoot()) < 1e-15)
  }

  @Test func aLimitTakesNeuronsAtEvenDistances() {
    var generator = SplitMix(state: 6)
    let layer = NetworkWeights.Layer.random(units: 10, fanIn: 4, from: &generator)
    let whole = SimilarityMatrix.ofRows(layer)
    let part = SimilarityMatrix.ofRows(layer, limit: 4)
    #expect(whole.neurons == Array(0..<10))
    #expect(part.units == 10)
    #expect(part.neurons == [0, 2, 5, 7])
    for (i, neuron) in part.neurons.enumerated() {
      for (j, other) in part.neurons.enumerated() {
        #expect(abs(part.values[i][j]! - whole.values[neuron][other]!) < 1e-15)
      }
    }
    #expect(SimilarityMatrix.ofRows(layer, limit: 10) == whole)
  }
}
