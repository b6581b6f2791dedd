internal import Foundation

/// Numbers along a logarithmic axis that cover a range of positive values: powers of ten, and where
/// these would be few, their multiples by 2 and 5.
package struct LogarithmicTicks: Equatable {
  /// The smallest number that such an axis reaches.
  package static let smallest = 1e-300

  /// The numbers, ascending; the first is at most the range's lower end and the last at least its
  /// upper end.
  package let values: [Double]

  /// At most about `count` numbers that cover `range`.
  ///
  /// - Precondition: both ends are from ``smallest`` to ``AxisTicks/largest``.
  package init(covering range: ClosedRange<Double>, count: Int) {
    let low = Int(log10(range.lowerBound * (1 + 1e-9)).rounded(.down))
    let high = max(low + 1, Int(log10(range.upperBound * (1 - 1e-9)).rounded(.up)))
    let decades = high - low
    if decades <= 2 {
      let all = (low...high).flatMap { exponent in
        [1, 2, 5].map { Self.number($0, exponent) }
      }
      let first = all.lastIndex { $0 <= range.lowerBound * (1 + 1e-9) } ?? 0
      let last = all.firstIndex { $0 >= range.upperBound * (1 - 1e-9) } ?? all.count - 1
      values = Array(all[min(first, last)...max(last, min(first, last) + 1)])
    } else {
      // As many decades from one to the next as leave room for the labels.
      let stride = (decades + max(1, count - 1) - 1) / max(1, count - 1)
      let steps = (decades + stride - 1) / stride
      values = (0...steps).map { Self.number(1, low + $0 * stride) }
    }
  }

  /// Read from text, as a person would: `pow` may round.
  private static func number(_ factor: Int, _ exponent: Int) -> Double {
    Double("\(factor)e\(min(exponent, 300))") ?? 0
  }

  /// The range from the first to the last number.
  package var range: ClosedRange<Double> { values[0]...values[values.count - 1] }

  /// The numbers as text: plain from a thousandth to a hundred thousand, others with an exponent.
  package var labels: [String] {
    values.map { value in
      let exponent = Int(log10(value * (1 + 1e-9)).rounded(.down))
      if exponent < -3 || exponent > 5 { return String(format: "%.0e", value).shortExponent }
      return String(format: "%.\(max(0, -exponent))f", value)
    }
  }
}

extension String {
  /// `1e-05` as `1e-5`.
  fileprivate var shortExponent: String {
    replacing(/e([+-])0*([0-9])/) { "e\($0.output.1 == "-" ? "-" : "")\($0.output.2)" }
  }
}
