import SpecJSON

/// One input of libFuzzer as an IDX file: one that is read has the very bytes that its numbers make,
/// and one that is refused is so at a byte of the file.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let most = 32
  let file: IDXFile
  do {
    file = try IDXFile(bytes, mostNumbers: most)
  } catch {
    precondition((0...bytes.count).contains(error.offset), "the fault lies outside the file")
    precondition(error.problem.utf8.count < 300)
    precondition(!error.isTooMany || (try? IDXFile(bytes, mostNumbers: .max)) != nil)
    return 0
  }
  precondition(file.values.count <= most)
  precondition(file.rows * file.columns == file.values.count)
  precondition(file.values.allSatisfy { $0.magnitude <= 1e30 && !($0 == 0 && $0.sign == .minus) })
  let header = bytes[..<4] + file.dimensions.flatMap { bigEndian(UInt32($0)) }
  let written = header + file.values.flatMap { encoded($0, as: bytes[2]) }
  precondition(written.count == bytes.count)
  for (ours, theirs) in zip(written, bytes) where ours != theirs {
    // Only the sign of a negative zero is lost.
    precondition(ours == 0 && theirs == 0x80, "other numbers than the file has")
  }
  return 0
}

private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.bigEndian) { Array($0) }
}

private func encoded(_ value: Double, as type: UInt8) -> [UInt8] {
  switch type {
  case 0x08: bigEndian(UInt8(value))
  case 0x09: bigEndian(Int8(value))
  case 0x0B: bigEndian(Int16(value))
  case 0x0C: bigEndian(Int32(value))
  case 0x0D: bigEndian(Float(value).bitPattern)
  case 0x0E: bigEndian(value.bitPattern)
  default: preconditionFailure("no such type")
  }
}
