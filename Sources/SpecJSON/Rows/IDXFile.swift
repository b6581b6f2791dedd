internal import ByteCoding
package import TrainingModel

/// A file of the MNIST format: numbers of one type in an array of any dimensions, big endian
/// (http://yann.lecun.com/exdb/mnist, "the IDX file format").
///
/// Two zero bytes, a byte for the type, a byte for the number of dimensions; the dimensions, four
/// bytes each; then the numbers, the last dimension changing fastest.
package struct IDXFile: Sendable, Equatable {
  /// The dimensions, the rows first.
  package let dimensions: [Int]
  /// All numbers, in order, kept as they came where they are bytes or float32.
  package let values: RowNumbers

  /// What is wrong with a file.
  package struct Malformed: Error, Equatable {
    /// The first byte that is wrong, or the length of a file that is too short.
    package let offset: Int
    package let problem: String
    /// Whether the file is well formed and asks for more than is allowed.
    package var isTooMany = false
  }

  /// Rows.
  package var rows: Int { dimensions[0] }
  /// Numbers of a row: the product of the other dimensions.
  package var columns: Int { dimensions.dropFirst().reduce(1, *) }

  /// A type of number, by its byte in the file.
  private enum Element: UInt8 {
    case unsignedByte = 0x08
    case signedByte = 0x09
    case short = 0x0B
    case int = 0x0C
    case float = 0x0D
    case double = 0x0E

    var size: Int {
      switch self {
      case .unsignedByte, .signedByte: 1
      case .short: 2
      case .int, .float: 4
      case .double: 8
      }
    }
  }

  /// More dimensions than any picture or film has.
  private static let mostDimensions = 8

  /// Reads a whole file of at most `mostNumbers` numbers, each within ``NumberRange/data``.
  ///
  /// - Complexity: O(numbers); nothing of the size that a header announces is allocated before the
  ///   file is known to have it.
  package init(_ bytes: UnsafeRawBufferPointer, mostNumbers: Int) throws(Malformed) {
    guard bytes.count >= 4 else {
      throw Malformed(offset: bytes.count, problem: "the file ends within its first 4 bytes")
    }
    for offset in 0..<2 where bytes[offset] != 0 {
      throw Malformed(
        offset: offset, problem: "an IDX file begins with two bytes 00, not \(bytes[offset].hex)")
    }
    guard let element = Element(rawValue: bytes[2]) else {
      throw Malformed(
        offset: 2,
        problem: "\(bytes[2].hex) is no type of number: there are 08, 09, 0b, 0c, 0d and 0e")
    }
    let count = Int(bytes[3])
    guard (1...Self.mostDimensions).contains(count) else {
      throw Malformed(
        offset: 3, problem: "there must be 1 to \(Self.mostDimensions) dimensions, not \(count)")
    }
    let start = 4 + 4 * count
    guard bytes.count >= start else {
      throw Malformed(
        offset: bytes.count,
        problem: "the file ends within its dimensions, which take \(start) bytes")
    }
    var dimensions: [Int] = []
    var numbers = 1
    for offset in stride(from: 4, to: start, by: 4) {
      let dimension = Int(UInt32(bigEndian: bytes.load(at: offset)))
      guard dimension > 0 else {
        throw Malformed(offset: offset, problem: "a dimension must be at least 1, not 0")
      }
      dimensions.append(dimension)
      numbers = numbers.timesClamped(dimension)
    }
    let shape = dimensions.map(String.init).joined(separator: " × ")
    let wanted = start.plusClamped(numbers.timesClamped(element.size))
    guard bytes.count >= wanted else {
      throw Malformed(
        offset: bytes.count,
        problem:
          "the file ends here, and \(shape) numbers of \(element.size) bytes end at \(wanted)")
    }
    guard bytes.count == wanted else {
      throw Malformed(
        offset: wanted,
        problem: "\(shape) numbers of \(element.size) bytes end here, and \(bytes.count - wanted)"
          + " bytes follow")
    }
    guard numbers <= mostNumbers else {
      throw Malformed(
        offset: 4, problem: "\(shape) are \(numbers) numbers; at most \(mostNumbers) are allowed",
        isTooMany: true)
    }
    self.dimensions = dimensions
    values = Self.values(bytes, from: start, count: numbers, element)
    // There is no byte that is not.
    if element.size > 1,
      let place = values.firstIndex(where: { !NumberRange.data.contains($0) })
    {
      throw Malformed(
        offset: start + place * element.size,
        problem: "there must be a number \(NumberRange.data.phrase), not \(values[place])")
    }
  }

  /// The same for a file at hand in an array.
  package init(_ bytes: [UInt8], mostNumbers: Int) throws(Malformed) {
    self = try bytes.withUnsafeBufferPointer { octets throws(Malformed) in
      try IDXFile(UnsafeRawBufferPointer(octets), mostNumbers: mostNumbers)
    }
  }

  private static func values(
    _ bytes: UnsafeRawBufferPointer, from start: Int, count: Int, _ element: Element
  ) -> RowNumbers {
    func read<Number>(_ number: (Int) -> Number) -> [Number] {
      [Number](unsafeUninitializedCapacity: count) { buffer, filled in
        for index in 0..<count { buffer[index] = number(start + index * element.size) }
        filled = count
      }
    }
    // Negative zero becomes zero, as in every other form of data.
    let storage: RowNumbers.Storage =
      switch element {
      case .unsignedByte: .bytes(Array(bytes[start..<start + count])[...])
      case .signedByte: .float32(read { Float(Int8(bitPattern: bytes[$0])) })
      case .short: .float32(read { Float(Int16(bigEndian: bytes.load(at: $0))) })
      case .int: .float64(read { Double(Int32(bigEndian: bytes.load(at: $0))) })
      case .float: .float32(read { Float(bitPattern: UInt32(bigEndian: bytes.load(at: $0))) + 0 })
      case .double: .float64(read { Double(bitPattern: UInt64(bigEndian: bytes.load(at: $0))) + 0 })
      }
    return RowNumbers(storage)
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func load<Value: FixedWidthInteger>(at offset: Int) -> Value {
    loadUnaligned(fromByteOffset: offset, as: Value.self)
  }
}

extension UInt8 {
  fileprivate var hex: String { [self].hexadecimal }
}
