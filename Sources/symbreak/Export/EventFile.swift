package import Foundation

/// A run as TensorBoard reads it: records of TFRecord, each a protocol buffer `Event` (tensorflow's
/// `core/lib/io/record_writer.h` and `core/util/event.proto`), of which scalar summaries are written.
package struct EventFile {
  private let run: ExportedRun

  package init(_ run: ExportedRun) {
    self.run = run
  }

  /// Writes FOLDER/ID/events.out.tfevents.… and returns it.
  package func write(in folder: URL) throws -> URL {
    let own = folder.appending(path: run.id)
    try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
    // One name for one job: exported again, it is replaced and not read twice.
    let seconds = Int(run.start.timeIntervalSince1970)
    let file = own.appending(path: "events.out.tfevents.\(seconds).symbreak")
    try Data(bytes).write(to: file)
    return file
  }

  /// The whole file: its version first, then the values in the order of their steps.
  package var bytes: [UInt8] {
    var bytes = Self.record(
      Self.double(1, run.start.timeIntervalSince1970) + Self.text(3, "brain.Event:2"))
    let values = run.metrics.flatMap { metric in
      metric.values.map { (name: metric.name, point: $0) }
    }
    for (name, point) in values.sorted(by: { $0.point.step < $1.point.step }) {
      let value = Self.text(1, name) + Self.float(2, Float(point.value))
      bytes += Self.record(
        Self.double(1, point.time.timeIntervalSince1970) + Self.number(2, UInt64(point.step))
          + Self.message(5, Self.message(1, value)))
    }
    return bytes
  }

  /// Length, checksum of the length, content, checksum of the content.
  private static func record(_ content: [UInt8]) -> [UInt8] {
    let length = little(UInt64(content.count))
    return length + little(masked(length)) + content + little(masked(content))
  }

  /// The checksum as the format stores it: of what holds checksums itself, a plain one is weak.
  private static func masked(_ bytes: [UInt8]) -> UInt32 {
    let checksum = CRC32C.checksum(bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var (bytes, rest): ([UInt8], UInt64) = ([], value)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  // Fields of protocol buffers: their number and kind, then their content.
  private static func number(_ field: UInt64, _ value: UInt64) -> [UInt8] {
    varint(field << 3) + varint(value)
  }

  private static func double(_ field: UInt64, _ value: Double) -> [UInt8] {
    varint(field << 3 | 1) + little(value.bitPattern)
  }

  private static func float(_ field: UInt64, _ value: Float) -> [UInt8] {
    varint(field << 3 | 5) + little(value.bitPattern)
  }

  private static func message(_ field: UInt64, _ content: [UInt8]) -> [UInt8] {
    varint(field << 3 | 2) + varint(UInt64(content.count)) + content
  }

  private static func text(_ field: UInt64, _ text: String) -> [UInt8] {
    message(field, Array(text.utf8))
  }
}
