internal import Foundation

extension Double {
  /// The number with four digits, for a description.
  var inWords: String { String(format: "%.4g", self) }
}
