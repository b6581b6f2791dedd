import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

@Suite("Weight displacement")
struct WeightDisplacementTests {
  private func displacement(_ start: [Double], _ now: [Double]) -> WeightDisplacement {
    WeightDisplacement(from: .init(rows: [start]), to: .init(rows: [now]))
  }

  @Test(arguments: Fixture.shared.cases)
  func agreesWithNumPy(_ example: Fixture.Case) throws {
    let displacement = WeightDisplacement(
      from: .init(rows: example.incoming), to: .init(rows: example.now))
    let degrees = try #require(displacement.turnedDegrees.value)
    let ratio = try #require(displacement.normRatio.value)
    #expect(abs(degrees - example.turnedDegrees) < 1e-12)
    #expect(abs(ratio / example.normRatio - 1) < 1e-12)
  }

  @Test func whatStaysHasNotTurned() {
    var generator = SplitMix(state: 9)
    for fanIn in 1...20 {
      let layer = NetworkWeights.Layer.random(units: 3, fanIn: fanIn, from: &generator)
      let displacement = WeightDisplacement(from: layer, to: layer)
      #expect(displacement.turnedDegrees == .present(0))
      #expect(displacement.normRatio == .present(1))
    }
  }

  @Test func plainAnglesAreRight() throws {
    #expect(abs(try #require(displacement([1, 0], [0, 3]).turnedDegrees.value) - 90) < 1e-13)
    #expect(displacement([1, 0], [0, 3]).normRatio == .present(3))
    #expect(abs(try #require(displacement([1, 2], [-2, -4]).turnedDegrees.value) - 180) < 1e-13)
    #expect(abs(try #require(displacement([1, 0], [2, 2]).turnedDegrees.value) - 45) < 1e-13)
    // Far below what an arc cosine resolves.
    let tiny = try #require(displacement([1, 0], [1, 1e-12]).turnedDegrees.value)
    #expect(abs(tiny / (1e-12 * 180 / .pi) - 1) < 1e-12)
  }

  @Test func extremeWeightsNeitherOverflowNorVanish() throws {
    let large = displacement([3e300, 4e300], [4e300, 3e300])
    #expect(abs(try #require(large.turnedDegrees.value) - 16.260204708311957) < 1e-12)
    #expect(abs(try #require(large.normRatio.value) - 1) < 1e-15)
    let growth = try #require(displacement([1e-150, 0], [0, 1e150]).normRatio.value)
    #expect(abs(growth / 1e300 - 1) < 1e-14)
    #expect(displacement([1e-300, 0], [0, 1e300]).normRatio == .absent(.notFinite))
  }

  @Test func whatDoesNotExistIsAbsentWithItsReason() {
    let fromZero = displacement([0, 0], [1, 0])
    #expect(fromZero.turnedDegrees == .absent(.startedAtZero))
    #expect(fromZero.normRatio == .absent(.startedAtZero))
    let toZero = displacement([1, 0], [0, 0])
    #expect(toZero.turnedDegrees == .absent(.zeroVector))
    #expect(toZero.normRatio == .present(0))
    #expect(displacement([1, 0], [.nan, 0]).turnedDegrees == .absent(.notFinite))
    #expect(displacement([1, 0], [.infinity, 0]).normRatio == .absent(.notFinite))
  }
}
