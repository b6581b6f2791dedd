/// The arithmetic in which a network trains.
package enum Precision: String, Sendable, CaseIterable, Codable {
  case float32
  case float64

  /// Bytes of one number.
  package var byteCount: Int { self == .float32 ? 4 : 8 }
}
