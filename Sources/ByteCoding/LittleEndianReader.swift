/// Reads what `LittleEndianWriter` wrote; every read past the end throws.
package struct LittleEndianReader {
  private let bytes: [UInt8]
  private var position = 0

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  package var isAtEnd: Bool { position == bytes.count }

  package mutating func read<Value: FixedWidthInteger>(
    _: Value.Type = Value.self
  ) throws(MalformedArtifact) -> Value {
    let size = MemoryLayout<Value>.size
    guard bytes.count - position >= size else { throw MalformedArtifact() }
    defer { position += size }
    return bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Value.self))
    }
  }

  /// A count of elements of at least `size` bytes each, checked against what is left, so that
  /// nothing is allocated for a count that cannot be true.
  package mutating func readCount(of size: Int) throws(MalformedArtifact) -> Int {
    let count = try Int(exactly: read(UInt64.self))
    guard let count, count <= (bytes.count - position) / max(1, size) else {
      throw MalformedArtifact()
    }
    return count
  }

  /// `count` numbers of float64.
  package mutating func readDoubles(_ count: Int) throws(MalformedArtifact) -> [Double] {
    try readNumbers(count) { reader throws(MalformedArtifact) in
      Double(bitPattern: try reader.read())
    }
  }

  /// `count` numbers of float32.
  package mutating func readFloats(_ count: Int) throws(MalformedArtifact) -> [Float] {
    try readNumbers(count) { reader throws(MalformedArtifact) in
      Float(bitPattern: try reader.read())
    }
  }

  /// The next `count` bytes, which share the memory of all of them.
  package mutating func readSlice(_ count: Int) throws(MalformedArtifact) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw MalformedArtifact() }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private mutating func readNumbers<Number>(
    _ count: Int, _ next: (inout LittleEndianReader) throws(MalformedArtifact) -> Number
  ) throws(MalformedArtifact) -> [Number] {
    // A number takes at least 4 bytes: no room is made for what cannot be there.
    guard count <= (bytes.count - position) / 4 else { throw MalformedArtifact() }
    var values: [Number] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try next(&self)) }
    return values
  }

  /// The next `count` bytes.
  package mutating func read(bytes count: Int) throws(MalformedArtifact) -> [UInt8] {
    guard bytes.count - position >= count else { throw MalformedArtifact() }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  /// Bytes after their number.
  package mutating func readBytes() throws(MalformedArtifact) -> [UInt8] {
    try read(bytes: readCount(of: 1))
  }

  package mutating func read(text count: Int) throws(MalformedArtifact) -> String {
    guard bytes.count - position >= count else { throw MalformedArtifact() }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }
}
