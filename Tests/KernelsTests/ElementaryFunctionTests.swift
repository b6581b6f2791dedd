import Foundation
import Kernels
import Testing

/// Points of `functions.json`: values computed with mpmath to far more digits than either
/// precision holds, by `Tests/Reference/activations.py`.
private struct Points: Decodable {
  let float32: [[String]]
  let float64: [[String]]

  static let all: [String: Points] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/functions.json")
    return try! JSONDecoder().decode([String: Points].self, from: Data(contentsOf: file))
  }()

  var singles: [(x: Float, y: Float)] {
    float32.map {
      (
        UInt32($0[0], radix: 16).map(Float.init(bitPattern:)) ?? .nan,
        UInt32($0[1], radix: 16).map(Float.init(bitPattern:)) ?? .nan
      )
    }
  }

  var doubles: [(x: Double, y: Double)] {
    float64.map {
      (
        UInt64($0[0], radix: 16).map(Double.init(bitPattern:)) ?? .nan,
        UInt64($0[1], radix: 16).map(Double.init(bitPattern:)) ?? .nan
      )
    }
  }
}

/// Largest error over the points in units of the last place of the true value.
private func worstError<Scalar: BinaryFloatingPoint>(
  _ points: [(x: Scalar, y: Scalar)], where fits: (Scalar) -> Bool = { _ in true },
  _ function: (Scalar) -> Scalar
) -> Double {
  points.reduce(0) { worst, point in
    guard fits(point.x) else { return worst }
    let answer = function(point.x)
    if answer == point.y || (answer.isNaN && point.y.isNaN) { return worst }
    return max(worst, Double(abs(answer - point.y) / point.y.ulp))
  }
}

@Suite("Elementary functions against mpmath")
struct ElementaryFunctionTests {
  @Test func exponential() {
    #expect(worstError(Points.all["exp"]!.singles) { SIMD4.exp(.init(repeating: $0))[0] } <= 1.5)
    #expect(worstError(Points.all["exp"]!.doubles) { SIMD2.exp(.init(repeating: $0))[0] } <= 1.5)
  }

  @Test func logarithmOfPositiveNormalNumbers() {
    let points = Points.all["log"]!
    let single = worstError(points.singles, where: { $0.isNormal && $0 > 0 }) {
      SIMD4.log(.init(repeating: $0))[0]
    }
    let double = worstError(points.doubles, where: { $0.isNormal && $0 > 0 }) {
      SIMD2.log(.init(repeating: $0))[0]
    }
    #expect(single <= 2)
    #expect(double <= 2)
  }

  @Test func logarithmOfOneAndASmallNumber() {
    let points = Points.all["log1p"]!
    #expect(
      worstError(points.singles, where: { (0...1).contains($0) }) {
        SIMD4.log1p(.init(repeating: $0))[0]
      } <= 2.5)
    #expect(
      worstError(points.doubles, where: { (0...1).contains($0) }) {
        SIMD2.log1p(.init(repeating: $0))[0]
      } <= 2.5)
  }

  @Test func hyperbolicTangent() {
    let points = Points.all["tanh"]!
    #expect(worstError(points.singles) { SIMD4.tanh(.init(repeating: $0))[0] } <= 3)
    #expect(worstError(points.doubles) { SIMD2.tanh(.init(repeating: $0))[0] } <= 3)
  }

  @Test func logisticFunction() {
    let points = Points.all["sigmoid"]!
    #expect(
      worstError(points.singles, where: { $0 >= -87 }) {
        SIMD4.sigmoid(.init(repeating: $0))[0]
      } <= 3)
    #expect(
      worstError(points.doubles, where: { $0 >= -708 }) {
        SIMD2.sigmoid(.init(repeating: $0))[0]
      } <= 3)
  }

  @Test func softplus() {
    let points = Points.all["softplus"]!
    #expect(worstError(points.singles) { SIMD4.softplus(.init(repeating: $0))[0] } <= 3)
    #expect(worstError(points.doubles) { SIMD2.softplus(.init(repeating: $0))[0] } <= 3)
  }

  /// Φ(x) = (1 + erf(x / √2)) / 2, so Φ(√2 y) is held against erf(y) absolutely.
  @Test func normalDistribution() {
    for (y, erf) in Points.all["erf"]!.doubles where abs(y) < 1e3 {
      let cumulative = SIMD2.normal(SIMD2(repeating: y * 2.0.squareRoot())).cumulative[0]
      #expect(abs(cumulative - (1 + erf) / 2) < 4e-16, "y = \(y)")
    }
    for (y, erf) in Points.all["erf"]!.singles where abs(y) < 1e3 {
      let cumulative = SIMD4.normal(SIMD4(repeating: y * Float(2).squareRoot())).cumulative[0]
      #expect(abs(cumulative - (1 + erf) / 2) < 3e-7, "y = \(y)")
    }
  }

  @Test func nothingHidesAMissingNumber() {
    let nan = SIMD4<Float>(repeating: .nan)
    #expect(SIMD4.exp(nan)[0].isNaN)
    #expect(SIMD4.log(nan)[0].isNaN)
    #expect(SIMD4.tanh(nan)[0].isNaN)
    #expect(SIMD4.sigmoid(nan)[0].isNaN)
    #expect(SIMD4.softplus(nan)[0].isNaN)
    #expect(SIMD4.normal(nan).cumulative[0].isNaN)
    #expect(SIMD4.expm1OfNegative(nan)[0].isNaN)
    for kind in ActivationKind.allCases {
      var values = [Float](repeating: .nan, count: 4)
      BaselineKernels.float32.activate(kind, &values, nil, 4)
      #expect(values[0].isNaN, "\(kind)")
    }
  }
}
