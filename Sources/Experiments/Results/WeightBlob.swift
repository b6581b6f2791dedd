internal import ByteCoding
package import TrainingModel

/// A network's weights at one step, as they are stored: raw numbers in the precision of the
/// training, which loses nothing.
///
/// All numbers little-endian: `magic`; bytes of one number, 4 or 8 (u64); the number of layers
/// (u64); of each layer its units, fan_in and biases (u64 each); then layer after layer the weights
/// (units × fan_in, row by row) and the biases, in float32 or float64.
package enum WeightBlob {
  private static let magic = "SBWGHT01"

  /// How long the bytes of every snapshot of a training are.
  package static func byteCount(for spec: TrainingSpec) -> Int {
    magic.utf8.count + 16 + 24 * spec.layers.count
      + spec.parameterCount * spec.precision.byteCount
  }

  /// The bytes of `weights`.
  package static func encode(_ weights: NetworkWeights, precision: Precision) -> [UInt8] {
    let count = weights.layers.reduce(0) { $0 + $1.weights.count + $1.biases.count }
    var writer = LittleEndianWriter(
      reservingCapacity: 64 + 24 * weights.layers.count + count * precision.byteCount)
    writer.append(text: magic)
    writer.append(UInt64(precision.byteCount))
    writer.append(UInt64(weights.layers.count))
    for layer in weights.layers {
      writer.append(UInt64(layer.units))
      writer.append(UInt64(layer.fanIn))
      writer.append(UInt64(layer.biases.count))
    }
    for layer in weights.layers {
      writer.append(numbers: layer.weights, as: precision)
      writer.append(numbers: layer.biases, as: precision)
    }
    return writer.bytes
  }

  /// Reads the bytes back.
  package static func decode(_ bytes: [UInt8]) throws -> (
    weights: NetworkWeights, precision: Precision
  ) {
    var reader = LittleEndianReader(bytes)
    guard try reader.read(text: magic.utf8.count) == magic else { throw MalformedArtifact() }
    let size = try reader.read(UInt64.self)
    guard let precision = Precision.allCases.first(where: { UInt64($0.byteCount) == size }) else {
      throw MalformedArtifact()
    }
    var shapes: [(units: Int, fanIn: Int, biases: Int)] = []
    for _ in 0..<(try reader.readCount(of: 24)) {
      shapes.append(
        (
          try reader.readCount(of: 0), try reader.readCount(of: 0), try reader.readCount(of: 0)
        ))
    }
    var layers: [NetworkWeights.Layer] = []
    for shape in shapes {
      let (count, overflow) = shape.units.multipliedReportingOverflow(by: shape.fanIn)
      guard !overflow else { throw MalformedArtifact() }
      layers.append(
        NetworkWeights.Layer(
          units: shape.units, fanIn: shape.fanIn,
          weights: try reader.read(numbers: count, as: precision),
          biases: try reader.read(numbers: shape.biases, as: precision)))
    }
    guard reader.isAtEnd else { throw MalformedArtifact() }
    return (NetworkWeights(layers: layers), precision)
  }
}

extension LittleEndianWriter {
  /// Appends numbers that are exact in `precision`.
  mutating func append(numbers: [Double], as precision: Precision) {
    switch precision {
    case .float32: for number in numbers { append(Float(number)) }
    case .float64: for number in numbers { append(number) }
    }
  }
}

extension LittleEndianReader {
  fileprivate mutating func read(
    numbers count: Int, as precision: Precision
  ) throws(MalformedArtifact) -> [Double] {
    switch precision {
    case .float32: try readFloats(count).map(Double.init)
    case .float64: try readDoubles(count)
    }
  }
}
