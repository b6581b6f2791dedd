import BlobStore
import Jobs

/// Where the bytes of a value are: in the row that is about it, or outside under a key.
enum PlacedValue: Sendable {
  case inside([UInt8])
  case outside(BlobKey, length: Int)

  /// What the columns `body`, `length` and `blob` of a row tell.
  init(_ row: PostgresRow) throws {
    self = try row.required(PlacedValue(ifAny: row), "body")
  }

  /// The same; nil where the row has no bytes at all.
  init?(ifAny row: PostgresRow) throws {
    if let body = try row.bytes("body") {
      self = .inside(body)
    } else if let text = try row.text("blob") {
      self = .outside(
        try row.required(BlobKey(text), "key of a blob, but \(text)"),
        length: try row.int("length"))
    } else {
      return nil
    }
  }

  var length: Int {
    switch self {
    case .inside(let bytes): bytes.count
    case .outside(_, let length): length
    }
  }

  var key: BlobKey? { if case .outside(let key, _) = self { key } else { nil } }

  /// The bytes that the database is sent.
  var bytes: [UInt8] { if case .inside(let bytes) = self { bytes } else { [] } }
}

/// Named values as the store's functions take them: those that are inside as one value, with what tells
/// where each begins.
struct PlacedParts: Sendable {
  private let parts: [(name: String, value: PlacedValue)]

  init(_ parts: [(name: String, value: PlacedValue)]) { self.parts = parts }

  var values: [PostgresValue] {
    [
      .text(PostgresArray.text(parts.map(\.name))),
      .text(PostgresArray.text(parts.map(\.value.length))),
      .text(PostgresArray.text(parts.map { $0.value.key?.description })),
      .bytes(parts.flatMap(\.value.bytes)),
    ]
  }
}

/// A packed value and where it is.
struct PlacedContent: Sendable {
  private let value: PlacedValue
  private let inflatedLength: Int?

  init(_ value: PlacedValue, inflatedLength: Int?) {
    self.value = value
    self.inflatedLength = inflatedLength
  }

  init(inside content: PackedValue) {
    self.init(.inside(content.body), inflatedLength: content.inflatedLength)
  }

  /// The value, where it is inside.
  var inside: PackedValue? {
    guard case .inside(let bytes) = value else { return nil }
    return PackedValue(bytes, inflatedLength: inflatedLength)
  }

  /// Bytes that the database is sent.
  var byteCount: Int { value.bytes.count }

  /// `p_body`, `p_body_length`, `p_length` and `p_blob` of the functions.
  var values: [PostgresValue] {
    switch value {
    case .inside(let bytes): [.bytes(bytes), .optional(inflatedLength), .null, .null]
    case .outside(let key, let length):
      [.null, .optional(inflatedLength), .int(length), .text(key.description)]
    }
  }
}
