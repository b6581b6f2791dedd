internal import CZlib

/// The way back from the gzip coding (RFC 1952), by zlib, up to a bound: a few bytes may expand a
/// thousandfold.
package enum Gunzip {
  /// Why there are no bytes.
  package enum Refusal: Error, Equatable {
    /// The content is longer than `limit`.
    case tooLarge
    /// The octets break at this place: no frame, a wrong checksum, or bytes after the end that
    /// begin no further frame.
    case corrupt(offset: Int)
    /// The octets end before the content does.
    case truncated
    /// zlib has no memory.
    case noMemory
  }

  /// The largest window, and 16 for gzip's frame alone.
  private static let windowBits: Int32 = 15 + 16
  /// How many octets of content one of the coding can stand for, at most (RFC 1951: a length of 258
  /// in two bits).
  private static let mostExpansion = 1032

  /// Whether `bytes` begin as a gzip file does.
  package static func isFramed(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// The content of one frame or of several, one after another (RFC 1952, section 2.2).
  ///
  /// - Parameter limit: the most bytes of content; not one more is kept.
  /// - Complexity: O(content); memory of the content.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer, limit: Int
  ) throws(Refusal) -> MappedBytes {
    // zlib counts in 32 bits.
    guard bytes.count <= Int(UInt32.max) else { throw .tooLarge }
    let most = min(limit, bytes.count * mostExpansion + mostExpansion)
    guard let content = MappedBytes(capacity: most) else { throw .noMemory }
    var stream = z_stream()
    guard
      inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .noMemory }
    defer { inflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(
      mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
    stream.avail_in = uInt(bytes.count)
    while true {
      let (status, count) = inflateOn(&stream, into: content, limit: limit)
      guard let count else { throw .tooLarge }
      switch status {
      case Z_STREAM_END:
        if stream.avail_in == 0 { return content }
        guard inflateReset(&stream) == Z_OK else { throw .noMemory }
      case Z_OK where count > 0 || stream.avail_in > 0:
        continue
      case Z_OK, Z_BUF_ERROR:
        throw .truncated
      case Z_MEM_ERROR:
        throw .noMemory
      default:
        throw .corrupt(offset: bytes.count - Int(stream.avail_in))
      }
    }
  }

  /// Inflates as much as there is room for; nil for octets beyond `limit`.
  private static func inflateOn(
    _ stream: inout z_stream, into content: MappedBytes, limit: Int
  ) -> (status: Int32, count: Int?) {
    let room = min(content.rest.count, limit - content.bytes.count, Int(Int32.max))
    guard room > 0 else {
      // Nothing more may come; only zlib can tell whether anything does.
      var octet: UInt8 = 0
      return withUnsafeMutablePointer(to: &octet) { octet in
        stream.next_out = octet
        stream.avail_out = 1
        let status = inflate(&stream, Z_NO_FLUSH)
        return (status, stream.avail_out == 0 ? nil : 0)
      }
    }
    stream.next_out = content.rest.bindMemory(to: UInt8.self).baseAddress
    stream.avail_out = uInt(room)
    let status = inflate(&stream, Z_NO_FLUSH)
    let count = room - Int(stream.avail_out)
    content.fill(count)
    return (status, count)
  }

  /// The same for octets and a content that are small enough for arrays.
  package static func decode(_ bytes: [UInt8], limit: Int) throws(Refusal) -> [UInt8] {
    let content = try bytes.withUnsafeBufferPointer { octets throws(Refusal) in
      try decode(UnsafeRawBufferPointer(octets), limit: limit)
    }
    return Array(content.bytes)
  }
}
