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
  private static let step = 256 << 10

  /// Whether `bytes` begin as a gzip file does.
  package static func isFramed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The content of one frame or of several, one after another (RFC 1952, section 2.2).
  ///
  /// - Parameter limit: the most bytes of content; not one more is kept.
  /// - Complexity: O(content); memory of twice the content at most.
  package static func decode(_ bytes: [UInt8], limit: Int) throws(Refusal) -> [UInt8] {
    // zlib counts in 32 bits.
    guard bytes.count <= Int(UInt32.max) else { throw .tooLarge }
    var stream = z_stream()
    guard
      inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .noMemory }
    defer { inflateEnd(&stream) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: step)
    var source = bytes
    var refusal: Refusal?
    source.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = uInt(input.count)
      refusal = inflateAll(&stream, &piece, into: &content, limit: limit, length: input.count)
    }
    if let refusal { throw refusal }
    return content
  }

  private static func inflateAll(
    _ stream: inout z_stream, _ piece: inout [UInt8], into content: inout [UInt8], limit: Int,
    length: Int
  ) -> Refusal? {
    while true {
      let (status, count) = piece.withUnsafeMutableBufferPointer { output in
        stream.next_out = output.baseAddress
        stream.avail_out = uInt(output.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        return (status, output.count - Int(stream.avail_out))
      }
      guard count <= limit - content.count else { return .tooLarge }
      content.append(contentsOf: piece[..<count])
      switch status {
      case Z_STREAM_END:
        if stream.avail_in == 0 { return nil }
        guard inflateReset(&stream) == Z_OK else { return .noMemory }
      case Z_OK where count > 0 || stream.avail_in > 0:
        continue
      case Z_OK, Z_BUF_ERROR:
        return .truncated
      case Z_MEM_ERROR:
        return .noMemory
      default:
        return .corrupt(offset: length - Int(stream.avail_in))
      }
    }
  }
}
