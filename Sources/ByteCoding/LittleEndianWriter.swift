/// Writes numbers in little-endian order.
package struct LittleEndianWriter {
  package private(set) var bytes: [UInt8] = []

  /// A writer with room for `capacity` bytes before it has to grow.
  package init(reservingCapacity capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  package mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func append(_ value: Double) { append(value.bitPattern) }

  package mutating func append(_ value: Float) { append(value.bitPattern) }

  /// The text's UTF-8 without a length.
  package mutating func append(text: String) { bytes.append(contentsOf: text.utf8) }

  package mutating func append(bytes added: some Collection<UInt8>) {
    bytes.append(contentsOf: added)
  }

  /// Writes over what has been written from `place` on.
  package mutating func overwrite(at place: Int, with added: [UInt8]) {
    bytes.replaceSubrange(place..<place + added.count, with: added)
  }

  /// Removes what has been written, keeping the room.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
