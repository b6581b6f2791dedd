internal import CZlib
internal import Synchronization

/// Bytes in the zlib form (RFC 1950), which knows its end and whether it is whole.
///
/// The streams are kept: to make one takes three times as long as to pack the JSON of a result.
package enum Deflate {
  /// What is looked for in the bytes.
  package enum Search: Int, Sendable, CaseIterable {
    /// The best repetitions: for text.
    case thorough
    /// The next best repetitions.
    case quick
    /// None: only that some bytes are more frequent than others.
    case frequencies
  }

  /// A stream has a quarter of a megabyte.
  private static let mostIdle = 4

  private static let idle = Mutex<[[DeflateStream]]>(
    Array(repeating: [], count: Search.allCases.count))

  /// The bytes packed; nil where that takes as many bytes or more. O(bytes), so neither on a writer's
  /// thread nor, where they are many, on the cooperative pool.
  package static func packed(_ bytes: ArraySlice<UInt8>, _ search: Search) -> [UInt8]? {
    let kept = idle.withLock { $0[search.rawValue].popLast() }
    guard let stream = kept ?? DeflateStream(search) else { return nil }
    defer {
      idle.withLock {
        if $0[search.rawValue].count < mostIdle { $0[search.rawValue].append(stream) }
      }
    }
    return stream.pack(bytes)
  }

  /// What was packed, `count` bytes. Throws where the bytes are not that.
  package static func unpacked(
    _ bytes: ArraySlice<UInt8>, count: Int
  ) throws(MalformedArtifact) -> [UInt8] {
    let unpacked = [UInt8](unsafeUninitializedCapacity: count) { target, written in
      var length = uLong(count)
      let status = bytes.withUnsafeBufferPointer { source in
        uncompress(target.baseAddress, &length, source.baseAddress, uLong(source.count))
      }
      written = status == Z_OK ? Int(length) : 0
    }
    guard unpacked.count == count else { throw MalformedArtifact() }
    return unpacked
  }
}

/// One of zlib's streams, set up once for one kind of search.
///
/// Unchecked: a stream is in the list of idle ones or with the one who took it from there.
private final class DeflateStream: @unchecked Sendable {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  init?(_ search: Deflate.Search) {
    stream.initialize(to: z_stream())
    let (level, strategy) =
      switch search {
      case .thorough: (Z_DEFAULT_COMPRESSION, Z_DEFAULT_STRATEGY)
      case .quick: (Z_BEST_SPEED, Z_DEFAULT_STRATEGY)
      case .frequencies: (Z_BEST_SPEED, Z_HUFFMAN_ONLY)
      }
    let status = deflateInit2_(
      stream, level, Z_DEFLATED, MAX_WBITS, 8, strategy, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    if status != Z_OK { return nil }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  func pack(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    guard deflateReset(stream) == Z_OK, !bytes.isEmpty else { return nil }
    let room = bytes.count - 1
    let packed = [UInt8](unsafeUninitializedCapacity: room) { target, written in
      bytes.withUnsafeBufferPointer { source in
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.pointee.avail_in = uInt(source.count)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = uInt(room)
        let isWhole = deflate(stream, Z_FINISH) == Z_STREAM_END
        written = isWhole ? room - Int(stream.pointee.avail_out) : 0
      }
    }
    return packed.isEmpty ? nil : packed
  }
}
