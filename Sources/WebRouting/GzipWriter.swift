internal import ByteCoding
internal import CZlib
internal import HTTPCodec

/// Gzips what is written to it, for another writer.
///
/// Unchecked `Sendable`: a writer has one call at a time, and nothing else touches the state.
final class GzipWriter: HTTPBodyWriter, @unchecked Sendable {
  /// Octets that are coded at a time, well within a millisecond or two.
  static let step = 64 << 10

  private let target: any HTTPBodyWriter
  private let stream: UnsafeMutablePointer<z_stream>

  /// Throws where zlib has no memory.
  init(into target: any HTTPBodyWriter) throws(HTTPStreamClosed) {
    self.target = target
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard Gzip.begin(stream) else {
      stream.deallocate()
      throw HTTPStreamClosed()
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Codes `bytes`, and sends what zlib gives for them so far.
  func write(_ bytes: [UInt8]) async throws(HTTPStreamClosed) {
    for range in Pieces.ranges(of: bytes.count, by: Self.step) where !range.isEmpty {
      let coded = code(bytes[range], Z_NO_FLUSH)
      if !coded.isEmpty { try await target.write(coded) }
    }
  }

  /// Sends what is left, and gzip's end.
  func finish() async throws(HTTPStreamClosed) {
    try await target.write(code([], Z_FINISH))
  }

  private func code(_ bytes: ArraySlice<UInt8>, _ flush: Int32) -> [UInt8] {
    var coded: [UInt8] = []
    var source = Array(bytes)
    source.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = uInt(input.count)
      repeat {
        coded += [UInt8](unsafeUninitializedCapacity: Self.step) { output, count in
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = uInt(Self.step)
          // Neither a stream that ends before it began nor a buffer without room occurs here.
          _ = deflate(stream, flush)
          count = Self.step - Int(stream.pointee.avail_out)
        }
      } while stream.pointee.avail_out == 0
    }
    return coded
  }
}
