/// Text or bytes that can be made piece by piece: whoever sends it needs memory for one piece, and
/// for what the pieces are made of.
package struct Pieces: Sendable {
  /// Numbers of a piece of text, about 64 KiB.
  package static let numbers = 4096
  /// Rows of a piece of a table.
  package static let rows = 256

  package let count: Int
  /// Makes a piece by its number, from 0; takes about a millisecond.
  package let piece: @Sendable (Int) -> [UInt8]

  package init(count: Int, _ piece: @escaping @Sendable (Int) -> [UInt8]) {
    self.count = count
    self.piece = piece
  }

  /// One piece.
  package init(_ bytes: [UInt8]) {
    self.init(count: 1) { _ in bytes }
  }

  /// Bytes at hand.
  package init(slicesOf bytes: [UInt8]) {
    let ranges = Self.ranges(of: bytes.count, by: 64 << 10)
    self.init(count: ranges.count) { Array(bytes[ranges[$0]]) }
  }

  /// Pieces of `size` elements each of what has `total`; one empty range where there are none.
  package static func ranges(of total: Int, by size: Int) -> [Range<Int>] {
    total == 0 ? [0..<0] : stride(from: 0, to: total, by: size).map { $0..<min(total, $0 + size) }
  }

  /// These pieces between two others.
  package func between(_ start: [UInt8], _ end: [UInt8]) -> Pieces {
    Pieces(count: count + 2) { index in
      index == 0 ? start : index <= count ? piece(index - 1) : end
    }
  }

  /// All pieces together.
  package func whole() -> [UInt8] {
    var bytes: [UInt8] = []
    for index in 0..<count { bytes += piece(index) }
    return bytes
  }
}
