/// Text or bytes that can be made piece by piece: whoever sends it needs memory for one piece, and
/// for what the pieces are made of.
struct Pieces: Sendable {
  /// Numbers of a piece of text, about 64 KiB.
  static let numbers = 4096
  /// Rows of a piece of a table.
  static let rows = 256

  let count: Int
  /// Makes a piece by its number, from 0; takes about a millisecond.
  let piece: @Sendable (Int) -> [UInt8]

  init(count: Int, _ piece: @escaping @Sendable (Int) -> [UInt8]) {
    self.count = count
    self.piece = piece
  }

  /// One piece.
  init(_ bytes: [UInt8]) {
    self.init(count: 1) { _ in bytes }
  }

  /// Bytes at hand.
  init(slicesOf bytes: [UInt8]) {
    let ranges = Self.ranges(of: bytes.count, by: 64 << 10)
    self.init(count: ranges.count) { Array(bytes[ranges[$0]]) }
  }

  /// Pieces of `size` elements each of what has `total`; one empty range where there are none.
  static func ranges(of total: Int, by size: Int) -> [Range<Int>] {
    total == 0 ? [0..<0] : stride(from: 0, to: total, by: size).map { $0..<min(total, $0 + size) }
  }

  /// These pieces between two others.
  func between(_ start: [UInt8], _ end: [UInt8]) -> Pieces {
    Pieces(count: count + 2) { index in
      index == 0 ? start : index <= count ? piece(index - 1) : end
    }
  }

  /// All pieces together.
  func whole() -> [UInt8] {
    var bytes: [UInt8] = []
    for index in 0..<count { bytes += piece(index) }
    return bytes
  }
}

/// A content in parts, each fetched when its turn has come and then made piece by piece.
struct PiecedContent: Sendable {
  typealias Part = @Sendable () async throws -> Pieces

  let parts: [Part]
  /// Octets of all pieces, where that is known before they are made.
  let length: Int?

  init(parts: [Part]) {
    self.parts = parts
    length = nil
  }

  init(_ pieces: Pieces, length: Int? = nil) {
    parts = [{ pieces }]
    self.length = length
  }
}

/// Goes through a content from its beginning; a copy goes on from where the original is.
struct PieceReader: Sendable {
  private var parts: ArraySlice<PiecedContent.Part>
  private var current: Pieces?
  private var index = 0

  init(_ content: PiecedContent) {
    parts = content.parts[...]
  }

  /// The next piece, nil at the end.
  mutating func next() async throws -> [UInt8]? {
    while true {
      if let pieces = current, index < pieces.count {
        defer { index += 1 }
        return pieces.piece(index)
      }
      // What is done is let go before the next part is fetched.
      current = nil
      guard let part = parts.popFirst() else { return nil }
      current = try await part()
      index = 0
    }
  }

  /// Gathers pieces until there are `limit` octets or none are left; whether none are.
  mutating func gather(
    upTo limit: Int
  ) async throws -> (bytes: [UInt8], isWhole: Bool) {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      guard let piece = try await next() else { return (bytes, true) }
      bytes += piece
    }
    return (bytes, false)
  }
}
