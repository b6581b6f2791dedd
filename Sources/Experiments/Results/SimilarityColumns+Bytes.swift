internal import ByteCoding
internal import StrictJSON

extension SimilarityColumns {
  /// The first bytes of what is stored: a name and a version.
  private static let magic = "SBSIMIL1"

  /// The columns as they are stored. Numbers of variable length: `magic`; the number of reasons, and
  /// the length and text of each; the number of layers and of series of each; of each layer its place,
  /// units, whether it is the output (0 or 1), units compared, and the first split, one more than the
  /// step or 0. Then a ``ColumnTableWriter``'s table: the steps, of each
  /// layer its series, and ``trainRows`` where there are any. O(numbers).
  package var bytes: [UInt8] {
    var writer = LittleEndianWriter(reservingCapacity: 1 << 16)
    writer.append(text: Self.magic)
    writer.append(varint: UInt64(reasons.count))
    for reason in reasons { writer.append(short: reason) }
    writer.append(varint: UInt64(layers.count))
    writer.append(varint: UInt64(SimilaritySeries.pointers.count))
    for layer in layers {
      for number in [
        layer.layer, layer.units, layer.isOutput ? 1 : 0, layer.sampledUnits,
        layer.firstSplit.map { $0 + 1 } ?? 0,
      ] { writer.append(varint: UInt64(number)) }
    }
    var table = ColumnTableWriter(rows: steps.count)
    table.append(NumberColumn(steps.map(Double.init)))
    for column in columns.joined() { table.append(column) }
    if !trainRows.isEmpty { table.append(NumberColumn(trainRows.map(Double.init))) }
    table.append(to: &writer)
    return writer.bytes
  }

  /// Reads what is stored of a job: ``bytes``, or the answer as JSON, which earlier versions stored.
  /// O(numbers).
  package init(stored bytes: [UInt8]) throws {
    if Self.isAnswer(bytes) {
      try self.init(answer: JSONValue.parse(bytes))
      return
    }
    var reader = LittleEndianReader(bytes)
    _ = try reader.read(bytes: Self.magic.utf8.count)
    var reasons: [String] = []
    for _ in 0..<(try reader.readVarintCount()) { reasons.append(try reader.readShort()) }
    let layerCount = try reader.readVarintCount()
    let seriesCount = try reader.readVarintCount()
    guard reasons.count < Self.unexplained, seriesCount <= SimilaritySeries.pointers.count else {
      throw MalformedArtifact()
    }
    var layers: [Layer] = []
    for _ in 0..<layerCount {
      var numbers: [Int] = []
      for _ in 0..<5 { numbers.append(try reader.readVarintInt()) }
      layers.append(
        Layer(
          layer: numbers[0], units: numbers[1], isOutput: numbers[2] == 1, sampledUnits: numbers[3],
          firstSplit: numbers[4] == 0 ? nil : numbers[4] - 1))
    }
    let table = try ColumnTableReader(&reader)
    let series = 1 + layerCount * seriesCount
    guard series...series + 1 ~= table.columnCount else { throw MalformedArtifact() }
    let known = UInt8(reasons.count)
    let columns = try layers.indices.map { layer in
      try SimilaritySeries.pointers.indices.map { series in
        // What a version recorded that did not know all series.
        guard series < seriesCount else { return Self.missing(table.rowCount) }
        let column = try table.column(1 + layer * seriesCount + series)
        guard column.absences.allSatisfy({ $0 <= known || $0 == Self.unexplained }) else {
          throw MalformedArtifact()
        }
        return column
      }
    }
    self.init(
      steps: try table.column(0).wholeNumbers(),
      trainRows: table.columnCount > series ? try table.column(series).wholeNumbers() : [],
      layers: layers, reasons: reasons, columns: columns)
  }

  /// Whether what is stored is the answer as JSON.
  static func isAnswer(_ bytes: [UInt8]) -> Bool { !bytes.starts(with: magic.utf8) }

  /// Reads the answer as JSON.
  private init(answer: JSONValue) throws {
    guard let steps = answer["steps"]?.arrayValue?.map({ $0.numberValue?.asInt }),
      let layers = answer["layers"]?.arrayValue
    else { throw MalformedArtifact() }
    var reasons: [String] = []
    self.init(
      steps: try steps.map { step in
        guard let step else { throw MalformedArtifact() }
        return step
      },
      layers: try layers.map { layer in
        guard let place = layer["layer"]?.numberValue?.asInt,
          let units = layer["units"]?.numberValue?.asInt
        else { throw MalformedArtifact() }
        return Layer(
          layer: place, units: units, isOutput: layer["output"]?.boolValue ?? false,
          sampledUnits: layer["sampled_units"]?.numberValue?.asInt ?? units,
          firstSplit: layer["first_split"]?.numberValue?.asInt)
      },
      reasons: [],
      columns: [])
    let columns = layers.map { layer in
      SimilaritySeries.pointers.map { Self.column($0, of: layer, steps.count, &reasons) }
    }
    self.init(steps: self.steps, layers: self.layers, reasons: reasons, columns: columns)
  }

  private static func column(
    _ pointer: String, of layer: JSONValue, _ rows: Int, _ reasons: inout [String]
  ) -> NumberColumn {
    guard let values = JSONPointer("/" + pointer).flatMap({ layer[$0] })?.arrayValue,
      values.count == rows
    else { return missing(rows) }
    let explained = layer["reasons"]?[SimilaritySeries.reasonsName(of: pointer)]?.arrayValue ?? []
    var absences: [UInt8] = []
    for (row, value) in values.enumerated() {
      guard value.numberValue == nil else {
        absences.append(0)
        continue
      }
      guard explained.indices.contains(row), let reason = explained[row].stringValue else {
        absences.append(unexplained)
        continue
      }
      let place = reasons.firstIndex(of: reason) ?? reasons.endIndex
      if place == reasons.endIndex { reasons.append(reason) }
      absences.append(UInt8(place + 1))
    }
    return NumberColumn(values.map { $0.numberValue?.asDouble ?? 0 }, absences: absences)
  }
}

extension NumberColumn {
  /// The numbers of a column that has a whole one in every row.
  func wholeNumbers() throws(MalformedArtifact) -> [Int] {
    var numbers: [Int] = []
    for row in 0..<count {
      guard let number = value(at: row).flatMap(Int.init(exactly:)) else {
        throw MalformedArtifact()
      }
      numbers.append(number)
    }
    return numbers
  }
}

extension LittleEndianWriter {
  /// A text's length, of variable length, and its UTF-8.
  mutating func append(short text: String) {
    append(varint: UInt64(text.utf8.count))
    append(text: text)
  }
}

extension LittleEndianReader {
  mutating func readVarintInt() throws(MalformedArtifact) -> Int {
    guard let value = Int(exactly: try readVarint()) else { throw MalformedArtifact() }
    return value
  }

  /// A count of things of at least a byte each.
  mutating func readVarintCount() throws(MalformedArtifact) -> Int {
    let count = try readVarintInt()
    guard count <= remaining else { throw MalformedArtifact() }
    return count
  }

  mutating func readShort() throws(MalformedArtifact) -> String {
    try read(text: readVarintCount())
  }
}
