/// Numbers of a few bytes each, packed plane by plane: all first bytes of the numbers, all second ones,
/// and so on. Of trained weights only the planes with signs and exponents have anything to save; where a
/// plane has not, no time is spent on it.
///
/// The bytes: `magic`; bytes of a number (u8); how many bytes there were (variable-length); of each
/// plane a byte, 1 where it is packed (``Deflate``), how many bytes it takes (variable-length) and these;
/// last what there was behind the last whole number.
package enum PlanePacking {
  private static let magic = Array("SBPLANE1".utf8)
  /// A plane is packed as its beginning of this length suggests.
  private static let sample = 16 << 10

  /// Packs bytes of which `width` are a number each. O(bytes).
  package static func packed(_ bytes: [UInt8], width: Int) -> [UInt8] {
    // Of few numbers the planes would save less than they cost, each with a table of its own.
    let width = bytes.count <= sample ? 1 : width
    let count = bytes.count / width
    var writer = LittleEndianWriter(reservingCapacity: 64 + bytes.count)
    writer.append(bytes: magic)
    writer.append(UInt8(width))
    writer.append(varint: UInt64(bytes.count))
    for place in 0..<width {
      let plane = [UInt8](unsafeUninitializedCapacity: count) { target, written in
        for index in 0..<count { target[index] = bytes[index * width + place] }
        written = count
      }
      let packed = packed(plane: plane)
      writer.append(UInt8(packed == nil ? 0 : 1))
      writer.append(varint: UInt64((packed ?? plane).count))
      writer.append(bytes: packed ?? plane)
    }
    writer.append(bytes: Array(bytes[(count * width)...]))
    return writer.bytes
  }

  /// Nil where it saves less than a tenth.
  private static func packed(plane: [UInt8]) -> [UInt8]? {
    let beginning = plane.prefix(sample)
    func isWorth(_ packed: [UInt8]?) -> Bool {
      packed.map { 10 * $0.count < 9 * beginning.count } ?? false
    }
    let quick = Deflate.packed(beginning, .quick)
    let repeatsAll = quick.map { 8 * $0.count < beginning.count } ?? false
    let frequencies = repeatsAll ? nil : Deflate.packed(beginning, .frequencies)
    guard isWorth(frequencies) || isWorth(quick) else { return nil }
    let repeats = quick.map { $0.count < frequencies?.count ?? .max } ?? false
    if plane.count == beginning.count { return repeats ? quick : frequencies }
    return Deflate.packed(plane[...], repeats ? .quick : .frequencies)
  }

  /// What was packed; bytes that were not, as earlier versions stored them, as they are. O(bytes).
  package static func unpacked(_ bytes: [UInt8]) throws(MalformedArtifact) -> [UInt8] {
    guard bytes.starts(with: magic) else { return bytes }
    var reader = LittleEndianReader(bytes)
    _ = try reader.read(bytes: magic.count)
    let width = Int(try reader.read(UInt8.self))
    let total = try reader.readVarint()
    // Deflating saves at most 1029 of 1030 bytes.
    guard width > 0, total / 1030 <= reader.remaining else { throw MalformedArtifact() }
    let count = Int(total) / width
    var unpacked = Array(repeating: UInt8(0), count: Int(total))
    for place in 0..<width {
      let isPacked = try reader.read(UInt8.self) == 1
      let length = try reader.readVarint()
      guard length <= reader.remaining else { throw MalformedArtifact() }
      let stored = try reader.read(bytes: Int(length))
      let plane = isPacked ? try Deflate.unpacked(stored[...], count: count) : stored
      guard plane.count == count else { throw MalformedArtifact() }
      for index in 0..<count { unpacked[index * width + place] = plane[index] }
    }
    let rest = try reader.read(bytes: Int(total) - count * width)
    guard reader.isAtEnd else { throw MalformedArtifact() }
    unpacked.replaceSubrange((count * width)..., with: rest)
    return unpacked
  }
}
