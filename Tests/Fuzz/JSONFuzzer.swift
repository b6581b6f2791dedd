// Compiled together with the sources of StrictJSON: see `make fuzz`.

/// One input of libFuzzer: what is read is written, and what was written reads as the same; what is
/// refused is refused at a place inside the text.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let text = Array(UnsafeBufferPointer(start: start, count: count))
  let value: JSONValue
  do {
    value = try JSONValue.parse(text)
  } catch {
    precondition((0...text.count).contains(error.offset), "the fault lies outside the text")
    precondition(error.line > 0 && error.column > 0)
    return 0
  }
  let written = value.serialized()
  guard let again = try? JSONValue.parse(written) else {
    preconditionFailure("what was written cannot be read")
  }
  precondition(again.serialized() == written, "writing again changes the text")
  return 0
}
