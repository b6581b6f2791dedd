internal import Foundation

/// Round numbers along an axis that cover a range of values.
package struct AxisTicks: Equatable {
  /// The largest magnitude that an axis reaches: differences of larger numbers have no finite value.
  package static let largest = 1e300
  /// Ranges of smaller numbers are shown as zero.
  private static let smallest = 1e-280

  /// The numbers, ascending; the first is at most the range's lower end and the last at least its
  /// upper end.
  package let values: [Double]
  /// Digits after the point that tell neighbours apart.
  private let decimals: Int

  /// About `count` numbers, 1, 2 or 5 times a power of ten apart, that cover `range`.
  ///
  /// A range narrower than a ten-thousandth of its values (a loss that does not move) is shown as
  /// flat: its rounding errors, magnified to the size of the picture, would look like learning.
  ///
  /// - Precondition: neither end is past ``largest``.
  package init(covering range: ClosedRange<Double>, count: Int) {
    var (low, high) = (range.lowerBound, range.upperBound)
    let magnitude = max(abs(low), abs(high))
    if high - low <= 1e-4 * magnitude || high - low < Self.smallest {
      let margin = magnitude > Self.smallest ? magnitude / 10 : 1
      (low, high) = (low - margin, high + margin)
    }
    let raw = (high - low) / Double(max(1, count - 1))
    let exponent = log10(raw).rounded(.down)
    let power = pow(10, exponent)
    let factor = [1.0, 2, 5, 10].first { $0 * power >= raw * (1 - 1e-9) } ?? 10
    let first = Int((low / (factor * power) + 1e-9).rounded(.down))
    let last = Int((high / (factor * power) - 1e-9).rounded(.up))
    // Divided where the power is below one: 3 / 10 is 0.3, 3 × 0.1 is not.
    values = (first...max(last, first + 1)).map {
      exponent < 0
        ? Double($0) * factor / pow(10, -exponent) : Double($0) * factor * power
    }
    decimals = max(0, Int(-exponent) - (factor == 10 ? 1 : 0))
  }

  /// The range from the first to the last number.
  package var range: ClosedRange<Double> { values[0]...values[values.count - 1] }

  /// The numbers as text, all with the same digits after the point; very small and large ones with
  /// an exponent.
  package var labels: [String] {
    let largest = values.map(abs).max() ?? 0
    return values.map { value in
      decimals > 6 || largest >= 1e7
        ? String(format: "%.2e", value) : String(format: "%.\(decimals)f", value)
    }
  }
}
