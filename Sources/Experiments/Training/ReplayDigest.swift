internal import ByteCoding
internal import Crypto
package import TrainingEngine
internal import TrainingModel

/// The digest that names a result: one spec has one, on every kernel, thread count and machine.
///
/// It is the SHA-256 of these bytes, all numbers little-endian:
///
/// 1. the text `symbreak digest 1` and a line feed;
/// 2. the number of recorded points (u64), and of each its step (u64), training loss (float64),
///    training accuracy, test loss, test accuracy and batch loss (each one byte 1 and a float64, or
///    one byte 0 where there is none), the number of gradient norms (u64) and the norms (float64);
/// 3. of the last snapshot its step (u64), the number of layers (u64), and of each layer its units,
///    fan_in and biases (u64 each), its weights row by row and its biases (float64).
///
/// Every NaN is 0x7ff8000000000000: which NaN an operation gives differs between processors. Time
/// is not in it.
package enum ReplayDigest {
  /// As many bytes are hashed at a time: a call takes longer than a few bytes.
  private static let chunk = 8 << 10

  /// The digest as 64 lower-case hexadecimal digits.
  ///
  /// - Complexity: O(points × layers + parameters).
  package static func of(_ record: TrainingRecord) -> String {
    var hash = SHA256()
    var writer = LittleEndianWriter()
    writer.append(text: "symbreak digest 1\n")
    writer.append(UInt64(record.points.count))
    for point in record.points {
      writer.append(canonical: point)
      guard writer.bytes.count >= chunk else { continue }
      hash.update(data: writer.bytes)
      writer.removeAll()
    }
    if let last = record.snapshots.last {
      writer.append(UInt64(last.step))
      writer.append(UInt64(last.weights.layers.count))
      for layer in last.weights.layers {
        writer.append(canonical: layer)
        hash.update(data: writer.bytes)
        writer.removeAll()
      }
    }
    hash.update(data: writer.bytes)
    return hash.finalize().hexadecimal
  }
}

extension LittleEndianWriter {
  private mutating func append(canonical value: Double) {
    append(value.isNaN ? 0x7ff8_0000_0000_0000 : value.bitPattern)
  }

  private mutating func append(canonical value: Double?) {
    append(UInt8(value == nil ? 0 : 1))
    if let value { append(canonical: value) }
  }

  fileprivate mutating func append(canonical point: TrainingRecord.Point) {
    append(UInt64(point.step))
    append(canonical: point.trainLoss as Double)
    for value in [point.trainAccuracy, point.testLoss, point.testAccuracy, point.batchLoss] {
      append(canonical: value)
    }
    append(UInt64(point.gradientNorms.count))
    for norm in point.gradientNorms { append(canonical: norm as Double) }
  }

  fileprivate mutating func append(canonical layer: NetworkWeights.Layer) {
    append(UInt64(layer.units))
    append(UInt64(layer.fanIn))
    append(UInt64(layer.biases.count))
    for weight in layer.weights { append(canonical: weight as Double) }
    for bias in layer.biases { append(canonical: bias as Double) }
  }
}
