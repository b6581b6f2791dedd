import Foundation
import NeuronSimilarity
import Testing

/// Matrices without full rank, as constant starts give them, against NumPy:
/// Tests/Reference/singular_values.py.
@Suite struct SingularValueTests {
  struct Case: Decodable, CustomTestStringConvertible {
    var name: String
    var x: [[Double]]
    var y: [[Double]]
    var values: [Double]
    var stableRank: Double
    var procrustes: Double
    var svcca: Double

    var testDescription: String { name }

    enum CodingKeys: String, CodingKey {
      case name, x, y, values, procrustes, svcca
      case stableRank = "stable_rank"
    }
  }

  static let cases: [Case] = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    do {
      let file = tests.appendingPathComponent("Fixtures/singular_values.json")
      return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    } catch {
      fatalError("the fixture cannot be read: \(error)")
    }
  }()

  private func matrix(_ rows: [[Double]]) -> DenseMatrix {
    DenseMatrix(rows: rows.count, columns: rows[0].count, values: rows.flatMap { $0 })
  }

  @Test(arguments: cases)
  func theIterationEndsAtNumPysValues(_ wanted: Case) throws {
    let form = try #require(SingularValueDecomposition(matrix(wanted.x)))
    #expect(form.values.count == wanted.values.count)
    for (value, expected) in zip(form.values, wanted.values) {
      #expect(abs(value - expected) <= 1e-14 * wanted.values[0])
    }
    let alone = try #require(matrix(wanted.x).singularValues).sorted(by: >)
    for (value, expected) in zip(alone, wanted.values) {
      #expect(abs(value - expected) <= 1e-14 * wanted.values[0])
    }
    let turned = try #require(SingularValueDecomposition(matrix(wanted.x).transposed))
    for (value, expected) in zip(turned.values, wanted.values) {
      #expect(abs(value - expected) <= 1e-14 * wanted.values[0])
    }
  }

  @Test(arguments: cases)
  func measuresOfThemAreNumbers(_ wanted: Case) throws {
    let (x, y) = (matrix(wanted.x), matrix(wanted.y))
    let procrustes = try #require(Procrustes.squaredDistance(x, y).value)
    #expect(abs(procrustes - wanted.procrustes) < 1e-12)
    let svcca = try #require(CanonicalCorrelation.singularVectors(x, y).value)
    #expect(abs(svcca - wanted.svcca) < 1e-7)
    let rank = try #require(x.stableRank.value)
    #expect(abs(rank - wanted.stableRank) < 1e-12 * wanted.stableRank)
  }

  /// Every constant: the activations of hidden layers are a vector times ones, in whatever rounding.
  @Test func clonesOfEveryScaleCompare() throws {
    var random = SplitMix(state: 3)
    for number in 0..<216 {
      let units = 2 + number % 9
      let alpha = Double.random(in: -2...2, using: &random)
      func clones() -> DenseMatrix {
        let column = (0..<50).map { _ in tanh(alpha * Double.random(in: -3...3, using: &random)) }
        return DenseMatrix(
          rows: 50, columns: units, values: column.flatMap { Array(repeating: $0, count: units) })
      }
      let (x, y) = (clones(), clones())
      #expect(Procrustes.squaredDistance(x, y).value != nil)
      #expect(CanonicalCorrelation.singularVectors(x, y).value != nil)
      #expect(Procrustes.squaredDistance(x, x).value.map { $0 < 1e-12 } == true)
    }
  }

  @Test func aFeatureThatNeverChangesIsConstantWhateverItsRounding() {
    let constant = DenseMatrix(rows: 7, columns: 3, values: Array(repeating: 0.1, count: 21))
    let other = DenseMatrix(rows: 7, columns: 3, values: (0..<21).map { Double($0 * $0 % 11) })
    #expect(Procrustes.squaredDistance(constant, other).absence == .constantActivation)
    #expect(CanonicalCorrelation.singularVectors(constant, other).absence == .constantActivation)
    var broken = other
    broken.values[3] = .infinity
    #expect(Procrustes.squaredDistance(broken, other).absence == .notFinite)
    #expect(CanonicalCorrelation.singularVectors(broken, other).absence == .notFinite)
  }
}
