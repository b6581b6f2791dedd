internal import ByteCoding
package import StrictJSON
package import TrainingModel

/// An uploaded data set as it is kept: its rows and what they are called.
///
/// Equal data give equal bytes, whatever form they were sent in: the id is made of them.
package struct DatasetContent: Sendable, Equatable {
  /// The rows; the inputs as they were sent, before ``divisor``.
  var data: Dataset
  /// What every input is divided by.
  var divisor: Double
  var names: InlineRows.Names

  /// The shape of the rows.
  package var shape: DatasetShape {
    DatasetShape(
      features: data.features, task: data.task, rows: data.trainRows, ownTestRows: data.testRows)
  }

  /// The rows with every input divided, sharing the memory of the content. O(1).
  package var rows: Dataset {
    guard divisor != 1 else { return data }
    var divided = data
    divided.train.inputs = data.train.inputs.divided(by: divisor)
    divided.test?.inputs = data.test?.inputs.divided(by: divisor) ?? []
    return divided
  }
}

extension DatasetContent {
  private static let magic = "SYMBDS01"

  /// The content in bytes: the magic, the length of the header (32 bits), the header as canonical
  /// JSON, and the tables, each a byte for the width of its numbers and the numbers row by row.
  ///
  /// - Complexity: O(numbers).
  package var bytes: [UInt8] {
    let header = header.canonical()
    var writer = LittleEndianWriter(reservingCapacity: byteCount + header.count)
    writer.append(text: Self.magic)
    writer.append(UInt32(header.count))
    writer.append(bytes: header)
    for table in tables {
      let width = NumberWidth(table)
      writer.append(width.rawValue)
      width.write(table, to: &writer)
    }
    return writer.bytes
  }

  /// Bytes of the tables; what a caller holds against a limit before any is written.
  var byteCount: Int { tables.reduce(0) { $0 + 1 + $1.count * NumberWidth($1).bytes } }

  private var tables: [RowNumbers] {
    [data.train, data.test].compactMap(\.self).flatMap { [$0.inputs, RowNumbers($0.targets)] }
  }

  private var header: JSONValue {
    [
      "features": .integer(data.features), "target_columns": .integer(data.targetColumns),
      "classes": data.task.classes.map { .integer($0) } ?? .null,
      "rows": .integer(data.trainRows), "test_rows": .integer(data.testRows),
      "divisor": .double(divisor), "feature_names": .texts(names.features),
      "target_names": .texts(names.targets), "class_names": .texts(names.classes),
    ]
  }

  /// Reads ``bytes`` back.
  ///
  /// - Complexity: O(numbers).
  package init(_ bytes: [UInt8]) throws {
    var reader = LittleEndianReader(bytes)
    guard try reader.read(text: Self.magic.utf8.count) == Self.magic else {
      throw MalformedArtifact()
    }
    let header = try JSONValue.parse(reader.read(text: Int(reader.read(UInt32.self))))
    let shape = try DatasetShape(summary: header)
    guard let columns = header["target_columns"]?.numberValue?.asInt,
      let divisor = header["divisor"]?.numberValue?.asDouble
    else { throw MalformedArtifact() }
    func split(_ rows: Int) throws -> Dataset.Split {
      Dataset.Split(
        inputs: try NumberWidth.read(rows * shape.features, from: &reader),
        targets: try NumberWidth.read(rows * columns, from: &reader).inFloat64)
    }
    data = Dataset(features: shape.features, task: shape.task, train: try split(shape.rows))
    if shape.ownTestRows > 0 { data.test = try split(shape.ownTestRows) }
    self.divisor = divisor
    names = InlineRows.Names(
      features: header["feature_names"]?.texts ?? [],
      targets: header["target_names"]?.texts ?? [], classes: header["class_names"]?.texts ?? [])
    guard reader.isAtEnd else { throw MalformedArtifact() }
  }
}

/// How many bytes each number of a table takes: the fewest that keep all of them exactly.
private enum NumberWidth: UInt8 {
  /// Whole numbers from 0 to 255.
  case byte = 1
  case float32 = 4
  case float64 = 8

  var bytes: Int { Int(rawValue) }

  /// - Precondition: the numbers are neither divided nor standardised.
  init(_ values: RowNumbers) {
    switch values.storage {
    case .bytes: self = .byte
    case .float32(let numbers): self = numbers.allSatisfy(\.isByte) ? .byte : .float32
    case .float64(let numbers):
      if numbers.allSatisfy(\.isByte) {
        self = .byte
      } else {
        self = numbers.allSatisfy { Double(Float($0)) == $0 } ? .float32 : .float64
      }
    }
  }

  func write(_ values: RowNumbers, to writer: inout LittleEndianWriter) {
    if case .bytes(let bytes) = values.storage { return writer.append(bytes: bytes) }
    switch self {
    case .byte: for value in values { writer.append(UInt8(value)) }
    case .float32: for value in values { writer.append(Float(value)) }
    case .float64: for value in values { writer.append(value) }
    }
  }

  static func read(_ count: Int, from reader: inout LittleEndianReader) throws -> RowNumbers {
    switch NumberWidth(rawValue: try reader.read()) {
    case .byte: RowNumbers(.bytes(try reader.readSlice(count)))
    case .float32: RowNumbers(.float32(try reader.readFloats(count)))
    case .float64: RowNumbers(.float64(try reader.readDoubles(count)))
    case nil: throw MalformedArtifact()
    }
  }
}

extension BinaryFloatingPoint {
  /// Whether it is a whole number from 0 to 255.
  fileprivate var isByte: Bool { self >= 0 && self <= 255 && rounded() == self }
}

extension JSONValue {
  package static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  /// The strings of an array.
  fileprivate var texts: [String]? { arrayValue?.compactMap(\.stringValue) }
}
