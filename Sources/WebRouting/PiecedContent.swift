package import ByteCoding

/// A content in parts, each fetched when its turn has come and then made piece by piece.
package struct PiecedContent: Sendable {
  package typealias Part = @Sendable () async throws -> Pieces

  package let parts: [Part]
  /// Octets of all pieces, where that is known before they are made.
  package let length: Int?

  package init(parts: [Part]) {
    self.parts = parts
    length = nil
  }

  package init(_ pieces: Pieces, length: Int? = nil) {
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
