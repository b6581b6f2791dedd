import WebRouting

/// One input of libFuzzer, both ways: as something gzipped, which may not expand beyond the bound,
/// and as content, which comes back from its coding.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let limit = 4096
  do {
    let content = try Gunzip.decode(bytes, limit: limit)
    precondition(content.count <= limit)
    precondition((try? Gunzip.decode(bytes, limit: content.count)) == content)
    // One frame after another is their contents one after another.
    precondition((try? Gunzip.decode(bytes + bytes, limit: 2 * limit)) == content + content)
    if !content.isEmpty {
      let refusal = refusal(bytes, limit: content.count - 1)
      precondition(refusal == .tooLarge, "a byte more than allowed was kept")
    }
  } catch {
    if case .corrupt(let offset) = error { precondition((0...bytes.count).contains(offset)) }
    precondition(error != .noMemory)
  }

  guard let coded = Gzip.encode(bytes) else { preconditionFailure("no memory") }
  precondition(Gunzip.isFramed(coded))
  precondition((try? Gunzip.decode(coded, limit: bytes.count)) == bytes)
  for length in [coded.count / 2, coded.count - 1] {
    let refusal = refusal(Array(coded.prefix(length)), limit: bytes.count)
    precondition(refusal == .truncated, "a truncated frame was taken for a whole one")
  }
  return 0
}

private func refusal(_ bytes: [UInt8], limit: Int) -> Gunzip.Refusal? {
  do {
    _ = try Gunzip.decode(bytes, limit: limit)
    return nil
  } catch {
    return error
  }
}
