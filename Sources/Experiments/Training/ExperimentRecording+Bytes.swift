package import ByteCoding
internal import NeuronSimilarity
internal import TrainingEngine

extension ExperimentRecording {
  /// The first bytes: a name and a version.
  private static let magic = "SBRECRD2"
  /// Those of a version without directions and curvature.
  private static let magicWithoutDirections = "SBRECRD1"

  /// The recording as it is stored, all numbers little-endian. A value that may be absent is a byte
  /// and, where that is 0, the value; else the byte is one more than the place of the reason among
  /// the reasons that the bytes begin with. Where points have rows of their own, these come last.
  package var bytes: [UInt8] {
    var writer = LittleEndianWriter(reservingCapacity: 1024 + 96 * points.count)
    writer.append(text: Self.magic)
    writer.append(Absence.allCases) { $0.append(named: $1.rawValue) }
    writer.append(points) { $0.append($1) }
    writer.append(seconds) { $0.append($1) }
    writer.append(signals) { writer, signals in
      writer.append(UInt64(signals.step))
      writer.append(signals.layers) { $0.append($1) }
    }
    writer.append(snapshotSteps) { $0.append(UInt64($1)) }
    writer.append(similarity.map { [$0] } ?? []) { writer, record in
      writer.append(record.steps) { $0.append(UInt64($1)) }
      writer.append(record.layers) { $0.append($1) }
    }
    writer.append(curvature) { writer, entry in
      writer.append(UInt64(entry.step))
      writer.append(entry.edge) { writer, edge in
        for value in [edge.largest, edge.smallest, edge.errorBound] { writer.append(value) }
      }
    }
    if points.contains(where: { $0.trainRows != nil }) {
      writer.append(points) {
        $0.append(UInt64($1.trainRows ?? 0))
        $0.append(UInt64($1.testRows ?? 0))
      }
    }
    return writer.bytes
  }

  /// Reads ``bytes`` back.
  package init(bytes: [UInt8]) throws {
    var reader = LittleEndianReader(bytes)
    let version = try reader.read(text: Self.magic.utf8.count)
    let isWhole = version == Self.magic
    guard isWhole || version == Self.magicWithoutDirections else { throw MalformedArtifact() }
    let reasons = try reader.readList { Absence(rawValue: try $0.readName()) }
    points = try reader.readList { try $0.readPoint() }
    seconds = try reader.readList { Double(bitPattern: try $0.read()) }
    signals = try reader.readList { reader in
      (try reader.readInt(), try reader.readList { try $0.readSignal() })
    }
    snapshotSteps = try reader.readList { try $0.readInt() }
    similarity = try reader.readList { reader in
      var record = SimilarityRecord()
      record.steps = try reader.readList { try $0.readInt() }
      record.layers = try reader.readList { try $0.readLayer(reasons, isWhole: isWhole) }
      return record
    }.first
    curvature =
      !isWhole
      ? []
      : try reader.readList { reader in
        (
          try reader.readInt(),
          try reader.readMeasured(reasons) { reader in
            HessianEdge(
              largest: try reader.readDouble(), smallest: try reader.readDouble(),
              errorBound: try reader.readDouble())
          }
        )
      }
    if isWhole, !reader.isAtEnd {
      let rows = try reader.readList { (train: try $0.readInt(), test: try $0.readInt()) }
      guard rows.count == points.count else { throw MalformedArtifact() }
      for (index, rows) in rows.enumerated() {
        points[index].trainRows = rows.train
        points[index].testRows = rows.test == 0 ? nil : rows.test
      }
    }
    guard reader.isAtEnd, points.count == seconds.count else { throw MalformedArtifact() }
  }
}

extension LittleEndianWriter {
  /// The number of elements, and each.
  package mutating func append<Elements: Collection>(
    _ elements: Elements, _ write: (inout LittleEndianWriter, Elements.Element) -> Void
  ) {
    append(UInt64(elements.count))
    for element in elements { write(&self, element) }
  }

  /// A text's length and its UTF-8.
  package mutating func append(named text: String) {
    append(UInt64(text.utf8.count))
    append(text: text)
  }

  private mutating func append(optional value: Double?) {
    append(UInt8(value == nil ? 0 : 1))
    if let value { append(value) }
  }

  fileprivate mutating func append(_ point: TrainingRecord.Point) {
    append(UInt64(point.step))
    append(point.trainLoss)
    for value in [point.trainAccuracy, point.testLoss, point.testAccuracy, point.batchLoss] {
      append(optional: value)
    }
    append(point.gradientNorms) { $0.append($1) }
    append(optional: point.penalty)
  }

  fileprivate mutating func append(_ signal: LayerSignal) {
    append(signal.activationMean)
    append(signal.activationVariance)
    append(signal.deadFraction)
    append(optional: signal.saturatedFraction)
    append(signal.backpropagated)
  }

  fileprivate mutating func append<Value>(
    _ measured: Measured<Value>, _ write: (inout LittleEndianWriter, Value) -> Void
  ) {
    switch measured {
    case .present(let value):
      append(UInt8(0))
      write(&self, value)
    case .absent(let reason):
      append(UInt8(1 + (Absence.allCases.firstIndex(of: reason) ?? 0)))
    }
  }

  fileprivate mutating func append(_ layer: SimilarityRecord.Layer) {
    append(UInt64(layer.layer))
    append(UInt64(layer.units))
    append(UInt8(layer.isOutput ? 1 : 0))
    append(UInt64(layer.sampledUnits))
    append(layer.firstSplit.map { [$0] } ?? []) { $0.append(UInt64($1)) }
    append(layer.distinctNeurons) { $0.append(UInt64($1)) }
    for kind in SimilarityKind.allCases {
      append(layer.summaries(of: kind)) { writer, summary in
        writer.append(summary) { writer, pairs in
          for value in [
            pairs.mean, pairs.min, pairs.max, pairs.lowerQuartile, pairs.median,
            pairs.upperQuartile,
          ] { writer.append(value) }
        }
      }
      append(layer.spreads(of: kind)) { writer, spread in
        writer.append(spread) { writer, spread in
          writer.append(spread.largestDifference) { $0.append($1) }
          writer.append(spread.leastNorm)
          writer.append(spread.greatestNorm)
        }
      }
    }
    for series in [
      layer.effectiveRank, layer.turnedDegrees, layer.normRatio, layer.distinctDirections,
    ] {
      append(series) { writer, value in writer.append(value) { $0.append($1) } }
    }
  }
}

extension LittleEndianReader {
  /// As many elements as a number before them says, each of at least one byte. Throws where the
  /// bytes cannot hold them.
  package mutating func readList<Element>(
    _ next: (inout LittleEndianReader) throws -> Element
  ) throws -> [Element] {
    let count = try readCount(of: 1)
    var elements: [Element] = []
    for _ in 0..<count { elements.append(try next(&self)) }
    return elements
  }

  package mutating func readName() throws -> String { try read(text: readCount(of: 1)) }

  /// A whole number that fits an `Int`.
  package mutating func readInt() throws -> Int {
    guard let value = Int(exactly: try read(UInt64.self)) else { throw MalformedArtifact() }
    return value
  }

  package mutating func readDouble() throws -> Double { Double(bitPattern: try read()) }

  private mutating func readOptional() throws -> Double? {
    try read(UInt8.self) == 0 ? nil : try readDouble()
  }

  fileprivate mutating func readPoint() throws -> TrainingRecord.Point {
    TrainingRecord.Point(
      step: try readInt(), trainLoss: try readDouble(), trainAccuracy: try readOptional(),
      testLoss: try readOptional(), testAccuracy: try readOptional(),
      batchLoss: try readOptional(),
      gradientNorms: try readList { try $0.readDouble() }, penalty: try readOptional())
  }

  fileprivate mutating func readSignal() throws -> LayerSignal {
    LayerSignal(
      activationMean: try readDouble(), activationVariance: try readDouble(),
      deadFraction: try readDouble(), saturatedFraction: try readOptional(),
      backpropagated: try readDouble())
  }

  fileprivate mutating func readMeasured<Value>(
    _ reasons: [Absence?], _ value: (inout LittleEndianReader) throws -> Value
  ) throws -> Measured<Value> {
    let tag = Int(try read(UInt8.self))
    if tag == 0 { return .present(try value(&self)) }
    guard tag <= reasons.count, let reason = reasons[tag - 1] else { throw MalformedArtifact() }
    return .absent(reason)
  }

  fileprivate mutating func readLayer(
    _ reasons: [Absence?], isWhole: Bool
  ) throws -> SimilarityRecord.Layer {
    var layer = SimilarityRecord.Layer(
      layer: try readInt(), units: try readInt(), isOutput: try read(UInt8.self) == 1,
      sampledUnits: try readInt())
    layer.firstSplit = try readList { try $0.readInt() }.first
    var series = SimilarityRecord.Layer.Series()
    series.distinctNeurons = try readList { try $0.readInt() }
    for kind in SimilarityKind.allCases {
      series.summaries[kind] = try readList { reader in
        try reader.readMeasured(reasons) { reader in
          PairSummary(
            mean: try reader.readDouble(), min: try reader.readDouble(),
            max: try reader.readDouble(), lowerQuartile: try reader.readDouble(),
            median: try reader.readDouble(), upperQuartile: try reader.readDouble())
        }
      }
      series.spreads[kind] = try readList { reader in
        try reader.readMeasured(reasons) { reader in
          VectorSpread(
            largestDifference: try reader.readMeasured(reasons) { try $0.readDouble() },
            leastNorm: try reader.readDouble(), greatestNorm: try reader.readDouble())
        }
      }
    }
    series.effectiveRank = try readSeries(reasons)
    series.turnedDegrees = try readSeries(reasons)
    series.normRatio = try readSeries(reasons)
    series.distinctDirections =
      isWhole
      ? try readSeries(reasons)
      : Array(repeating: .absent(.notComputed), count: series.distinctNeurons.count)
    guard layer.append(series) else { throw MalformedArtifact() }
    return layer
  }

  private mutating func readSeries(_ reasons: [Absence?]) throws -> [Measured<Double>] {
    try readList { reader in try reader.readMeasured(reasons) { try $0.readDouble() } }
  }
}
