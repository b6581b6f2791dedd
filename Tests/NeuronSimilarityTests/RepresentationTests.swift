import Foundation
import NeuronSimilarity
import PublishedFigures
import Testing
import TrainingEngine
import TrainingModel

/// Against NumPy: Tests/Reference/representations.py.
@Suite struct RepresentationTests {
  struct Fixture: Decodable {
    struct Case: Decodable {
      var name: String
      var x: [[Double]]
      var y: [[Double]]
      var linear: Double
      var debiased: Double
      var gaussian: Double
      var meanSquaredCca: Double
      var svcca: Double
      var procrustes: Double
    }
    struct Normals: Decodable {
      var seed: UInt32
      var numbers: [Double]
    }
    struct Theory: Decodable {
      var activation: Activation
      var weightVariance: Double
      var biasVariance: Double
      var fixedPoint: Double
      var susceptibility: Double
      var correlation: Double
      var depthScale: Double
    }
    var cases: [Case]
    var normals: Normals
    var meanField: [Theory]

    static let shared: Fixture = {
      let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      do {
        let file = tests.appendingPathComponent("Fixtures/representations.json")
        return try decoder.decode(Fixture.self, from: Data(contentsOf: file))
      } catch {
        fatalError("the fixture cannot be read: \(error)")
      }
    }()
  }

  private func matrix(_ rows: [[Double]]) -> DenseMatrix {
    DenseMatrix(rows: rows.count, columns: rows[0].count, values: rows.flatMap { $0 })
  }

  @Test(arguments: Fixture.shared.cases.indices)
  func measuresAreNumPys(_ index: Int) throws {
    let wanted = Fixture.shared.cases[index]
    let (x, y) = (matrix(wanted.x), matrix(wanted.y))
    let pairs: [(String, Measured<Double>, Double)] = [
      ("linear", KernelAlignment.linear(x, y), wanted.linear),
      ("debiased", KernelAlignment.debiased(x, y), wanted.debiased),
      ("gaussian", KernelAlignment.gaussian(x, y), wanted.gaussian),
      ("cca", CanonicalCorrelation.meanSquared(x, y), wanted.meanSquaredCca),
      ("svcca", CanonicalCorrelation.singularVectors(x, y), wanted.svcca),
      ("procrustes", Procrustes.squaredDistance(x, y), wanted.procrustes),
    ]
    for (name, measured, expected) in pairs {
      let value = try #require(measured.value)
      #expect(abs(value - expected) < 1e-12, "\(name) of \(wanted.name)")
    }
  }

  @Test func biasedAlignmentOfIndependentDataIsNotZero() throws {
    let independent = try #require(Fixture.shared.cases.first { $0.name == "independent" })
    #expect(independent.linear > 0.1)
    #expect(abs(independent.debiased) < 0.1)
  }

  @Test func whatRepresentsNothingHasNoSimilarity() {
    let flat = DenseMatrix(rows: 5, columns: 2, values: Array(repeating: 0.1, count: 10))
    let other = DenseMatrix(rows: 5, columns: 1, values: [1, 2, 3, 4, 5])
    for measured in [
      KernelAlignment.linear(flat, other), KernelAlignment.gaussian(other, flat),
      KernelAlignment.debiased(flat, other),
    ] {
      #expect(measured.absence == .constantActivation)
    }
    let three = DenseMatrix(rows: 3, columns: 1, values: [1, 2, 4])
    #expect(KernelAlignment.debiased(three, three).absence == .tooFewRows)
    let broken = DenseMatrix(rows: 5, columns: 1, values: [1, 2, .nan, 4, 5])
    #expect(KernelAlignment.linear(broken, other).absence == .notFinite)
    #expect(Procrustes.squaredDistance(broken, other).absence == .notFinite)
    #expect(CanonicalCorrelation.meanSquared(broken, other).absence == .notFinite)
  }

  /// n clones score as one neuron: what these measures cannot see.
  @Test func duplicationIsInvisible() throws {
    let x = matrix(Fixture.shared.cases[1].x)
    let twice = DenseMatrix(
      rows: x.rows, columns: 2 * x.columns,
      values: (0..<x.rows).flatMap { row in
        let values = x.values[row * x.columns..<(row + 1) * x.columns]
        return values + values
      })
    #expect(abs(KernelAlignment.linear(x, twice).value! - 1) < 1e-12)
    #expect(abs(CanonicalCorrelation.singularVectors(x, twice).value! - 1) < 1e-12)
  }

  @Test func normalsAreNumPys() {
    let wanted = Fixture.shared.normals
    var random = NumPyRandom(seed: wanted.seed)
    #expect(wanted.numbers.map { _ in random.normal() } == wanted.numbers)
  }

  @Test(arguments: Fixture.shared.meanField.indices)
  func meanFieldIsNumPys(_ index: Int) throws {
    let wanted = Fixture.shared.meanField[index]
    let theory = MeanField(
      wanted.activation, weightVariance: wanted.weightVariance, biasVariance: wanted.biasVariance)
    func near(_ measured: Measured<Double>, _ expected: Double, _ tolerance: Double) throws {
      let value = try #require(measured.value)
      #expect(abs(value - expected) < tolerance * max(1, abs(expected)))
    }
    try near(theory.fixedPoint, wanted.fixedPoint, 1e-9)
    try near(theory.susceptibility, wanted.susceptibility, 1e-9)
    try near(theory.correlation, wanted.correlation, 1e-8)
    try near(theory.depthScale, wanted.depthScale, 1e-6)
  }

  @Test func reLUIsAtTheEdgeWithHe() throws {
    let edge = MeanField(.relu, weightVariance: 2, biasVariance: 0)
    #expect(edge.fixedPoint.absence == .noFixedPoint)
    let below = MeanField(.relu, weightVariance: 1, biasVariance: 0.1)
    #expect(abs(try #require(below.fixedPoint.value) - 0.2) < 1e-9)
    #expect(abs(try #require(below.susceptibility.value) - 0.5) < 1e-9)
    #expect(
      MeanField(.relu, weightVariance: 2.5, biasVariance: 0.1).fixedPoint.absence == .noFixedPoint)
  }

  @Test(arguments: VerificationFigure.catalogue.indices)
  func everyFigurePasses(_ index: Int) {
    let figure = VerificationFigure.catalogue[index]
    let checks = figure.checks()
    #expect(!checks.isEmpty)
    for check in checks {
      #expect(check.passes, "\(figure.name), \(check.name): \(check.measured)")
    }
  }

  /// A check can fail.
  @Test func aWrongNumberDoesNotPass() {
    #expect(!VerificationCheck("", expected: 1, measured: 1.1, tolerance: 0.05).passes)
    #expect(!VerificationCheck("", expected: 1, measured: .nan, tolerance: .infinity).passes)
    #expect(!VerificationCheck("", expected: 0, measured: 1e-300).passes)
  }
}
