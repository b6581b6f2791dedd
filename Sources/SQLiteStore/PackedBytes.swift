import CZlib
import Foundation
import GRDB

/// Bytes as the database keeps them: deflated (zlib, RFC 1950) where that makes them smaller.
struct PackedBytes: Sendable {
  /// The bytes stored.
  let body: Data
  /// The length before deflating; nil if `body` is stored as it is.
  let inflatedLength: Int?

  /// Below this, deflating saves less than a database page can show.
  private static let smallest = 512

  /// Bytes stored.
  var count: Int { body.count }

  /// Bytes that are short as they are.
  init(unpacked bytes: [UInt8]) {
    body = Data(bytes)
    inflatedLength = nil
  }

  /// Packs; takes time proportional to the length, so neither on the writer's thread nor, above
  /// `DedicatedThreads.quickBytes`, on the cooperative pool.
  ///
  /// - Parameter quickly: for rows of data, of which someone waits: half the time, and some percent more
  ///   bytes.
  init(_ bytes: [UInt8], quickly: Bool = false) {
    if bytes.count >= Self.smallest,
      let deflated = Self.deflate(bytes, level: quickly ? Z_BEST_SPEED : Z_DEFAULT_COMPRESSION),
      deflated.count < bytes.count
    {
      body = deflated
      inflatedLength = bytes.count
    } else {
      body = Data(bytes)
      inflatedLength = nil
    }
  }

  /// Takes bytes as they are, in no time.
  init(stored bytes: [UInt8]) {
    body = Data(bytes)
    inflatedLength = nil
  }

  private static func deflate(_ bytes: [UInt8], level: Int32) -> Data? {
    var length = compressBound(uLong(bytes.count))
    var deflated = Data(count: Int(length))
    let status = deflated.withUnsafeMutableBytes { target in
      compress2(
        target.bindMemory(to: UInt8.self).baseAddress, &length, bytes, uLong(bytes.count), level)
    }
    guard status == Z_OK else { return nil }
    return deflated.prefix(Int(length))
  }

  /// Takes a packed value out of two columns as it is, nil if the body is NULL.
  init?(_ row: Row, body: String, inflatedLength: String) {
    guard let body = row[body] as Data? else { return nil }
    self.body = body
    self.inflatedLength = row[inflatedLength]
  }

  /// The length of what was packed.
  var unpackedCount: Int { inflatedLength ?? body.count }

  /// What was packed; takes time proportional to its length.
  func unpacked() throws -> [UInt8] {
    guard let inflatedLength else { return [UInt8](body) }
    return try Self.inflate(body, length: inflatedLength)
  }

  /// Reads a packed value out of two columns, nil if the body is NULL.
  static func read(_ row: Row, body: String, inflatedLength: String) throws -> [UInt8]? {
    let inflatedLength: Int? = row[inflatedLength]
    return try row.withUnsafeData(named: body) { data -> [UInt8]? in
      guard let data else { return nil }
      guard let inflatedLength else { return [UInt8](data) }
      return try inflate(data, length: inflatedLength)
    }
  }

  private static func inflate(_ data: Data, length: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: length) { target, count in
      var written = uLong(length)
      let status = data.withUnsafeBytes { source in
        uncompress(
          target.baseAddress, &written, source.bindMemory(to: UInt8.self).baseAddress,
          uLong(source.count))
      }
      guard status == Z_OK, written == uLong(length) else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a stored value does not inflate")
      }
      count = length
    }
  }
}
