import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

@Suite("Effective rank")
struct EffectiveRankTests {
  private func measured(_ rows: [[Double]]) throws -> Double {
    try #require(EffectiveRank.of(NetworkWeights.Layer(rows: rows)).value)
  }

  @Test(arguments: Fixture.shared.cases)
  func agreesWithNumPy(_ example: Fixture.Case) throws {
    let rank = try measured(example.incoming)
    #expect(abs(rank / example.effectiveRank - 1) < 1e-12)
  }

  @Test func agreesWithNumPyOnLargerMatrices() throws {
    #expect(Fixture.shared.scattered.count == 3)
    for example in Fixture.shared.scattered {
      let layer = NetworkWeights.Layer.scattered(units: example.units, fanIn: example.fanIn)
      let rank = try #require(EffectiveRank.of(layer).value)
      #expect(abs(rank / example.effectiveRank - 1) < 1e-12)
    }
  }

  @Test func clonesHaveRankOne() throws {
    #expect(try measured([[0.1, 0.7, -3]]) == 1)
    #expect(try measured(Array(repeating: [0.1, 0.7, -3], count: 100)) == 1)
    #expect(try measured([[5], [-2], [0]]) == 1)
  }

  @Test func parallelRowsHaveRankOne() throws {
    let row = [0.1, 0.7, -3, 0.2]
    let rows: [[Double]] = [row, row.map { $0 * 3 }, row.map { -$0 / 7 }]
    let rank = try measured(rows)
    #expect(abs(rank - 1) < 1e-13)
  }

  @Test func orthogonalRowsOfOneLengthHaveFullRank() throws {
    for n in [2, 3, 8, 31] {
      let identity = (0..<n).map { i in (0..<n).map { $0 == i ? -4.0 : 0 } }
      #expect(abs(try measured(identity) - Double(n)) < 1e-12)
    }
    // A Hadamard matrix: nothing is diagonal to begin with.
    let hadamard = (0..<16).map { i in
      (0..<16).map { j in (i & j).nonzeroBitCount.isMultiple(of: 2) ? 1.0 : -1.0 }
    }
    #expect(abs(try measured(hadamard) - 16) < 1e-12)
  }

  @Test func knownSingularValuesGiveTheirEntropy() throws {
    // Shares 1/2, 1/4, 1/4: entropy 1.5 ln 2. Zero rows, zero columns and a zero inside change
    // nothing.
    let expected = 8.0.squareRoot()
    #expect(
      abs(
        try measured([[0, 2, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1], [-1, 0, 0, 0]]) - expected)
        < 1e-14)
    #expect(abs(try measured([[2, 0, 0], [0, 1, 0], [0, 0, 1]]) - expected) < 1e-14)
  }

  @Test func clonesOfEachRowKeepTheSpectrum() throws {
    // Every row four times: singular values all doubled, shares unchanged.
    var generator = SplitMix(state: 7)
    let rows = NetworkWeights.Layer.random(units: 9, fanIn: 14, from: &generator).rows
    let once = try measured(rows)
    let fourTimes = try measured((rows + rows + rows + rows).shuffled(using: &generator))
    #expect(abs(fourTimes - once) < 1e-12)
  }

  @Test func transposingPermutingAndScalingChangeNothing() throws {
    var generator = SplitMix(state: 8)
    for (units, fanIn) in [(2, 2), (3, 17), (17, 3), (40, 41), (130, 9)] {
      let rows = NetworkWeights.Layer.random(units: units, fanIn: fanIn, from: &generator).rows
      let expected = try measured(rows)
      let transposed = (0..<fanIn).map { j in rows.map { $0[j] } }
      #expect(expected >= 1 && expected <= Double(min(units, fanIn)) * (1 + 1e-14))
      #expect(abs(try measured(transposed) / expected - 1) < 1e-12)
      #expect(
        abs(try measured(rows.shuffled(using: &generator)) / expected - 1) < 1e-12)
      for factor in [1e-300, 1e300] {
        let scaled = rows.map { $0.map { $0 * factor } }
        #expect(abs(try measured(scaled) / expected - 1) < 1e-12)
      }
    }
  }

  @Test func gradedMatricesConverge() throws {
    // Twelve orders of magnitude, zeros on the diagonal, and a Jordan block: what trips iterations.
    let n = 24
    let graded = (0..<n).map { i in
      (0..<n).map { j in
        Double(sign: .plus, exponent: -2 * max(i, j), significand: 1) * (i % 5 == 0 ? 0 : 1)
      }
    }
    let jordan = (0..<n).map { i in (0..<n).map { j in j == i + 1 ? 1.0 : 0 } }
    #expect(try measured(graded) > 1)
    #expect(abs(try measured(jordan) - Double(n - 1)) < 1e-12)
  }

  @Test func whatDoesNotExistIsAbsentWithItsReason() {
    #expect(EffectiveRank.of(.init(rows: [[0, 0], [-0.0, 0]])).absence == .zeroVector)
    #expect(EffectiveRank.of(.init(rows: [[1, .nan], [0, 0]])).absence == .notFinite)
    #expect(EffectiveRank.of(.init(rows: [[.infinity, 0], [0, 1]])).absence == .notFinite)
  }
}
