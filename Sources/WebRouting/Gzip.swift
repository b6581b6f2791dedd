internal import CZlib

/// The gzip coding (RFC 1952), by zlib.
package enum Gzip {
  /// Most of what level 9 gains, in a third of its time.
  private static let level: Int32 = 5
  /// The largest window, and 16 for gzip's frame instead of zlib's.
  private static let windowBits: Int32 = 15 + 16
  private static let memoryLevel: Int32 = 8

  /// Sets a stream up for this coding; false where zlib has no memory for it.
  static func begin(_ stream: UnsafeMutablePointer<z_stream>) -> Bool {
    deflateInit2_(
      stream, level, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  /// `bytes` coded; nil where zlib has no memory for it.
  ///
  /// The same bytes give the same octets: the frame carries no time and no name.
  package static func encode(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard begin(&stream) else { return nil }
    defer { deflateEnd(&stream) }
    let bound = Int(deflateBound(&stream, uLong(bytes.count)))
    // zlib counts in 32 bits; no answer comes near.
    guard bound <= Int(UInt32.max) else { return nil }
    var source = bytes
    return source.withUnsafeMutableBufferPointer { input -> [UInt8]? in
      stream.next_in = input.baseAddress
      stream.avail_in = uInt(input.count)
      var isComplete = false
      let coded = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
        stream.next_out = output.baseAddress
        stream.avail_out = uInt(bound)
        isComplete = deflate(&stream, Z_FINISH) == Z_STREAM_END
        count = bound - Int(stream.avail_out)
      }
      return isComplete ? coded : nil
    }
  }
}
