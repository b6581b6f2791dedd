import WebRouting

/// One input of libFuzzer: the first octet chooses a boundary, the rest is a form. The parts of one
/// that is read lie in the body one after another, and written again they read as the same.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = UnsafeBufferPointer(start: start, count: count)
  guard let first = input.first else { return 0 }
  let body = Array(input.dropFirst())
  let boundary = ["b", "--", "-b"][Int(first) % 3]
  let form: MultipartForm
  do {
    form = try MultipartForm(body, boundary: boundary)
  } catch {
    precondition((0...body.count).contains(error.offset), "the fault lies outside the body")
    precondition(error.problem.utf8.count < 300 + MultipartForm.mostHeaderBytes)
    return 0
  }
  precondition(form.parts.count <= MultipartForm.mostParts)
  var end = 0
  for part in form.parts {
    precondition(part.content.lowerBound >= end && part.content.upperBound <= body.count)
    precondition(!part.name.isEmpty && part.name.utf8.count < MultipartForm.mostHeaderBytes)
    let delimiter = Array("\r\n--\(boundary)".utf8)
    let rest = body[part.content.upperBound...]
    // The delimiter's line end may be that of the header, where there is no content.
    precondition(
      rest.starts(with: delimiter)
        || (part.content.isEmpty && rest.starts(with: delimiter.dropFirst(2))))
    let header = body[..<part.content.lowerBound]
    precondition(header.suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]))
    end = part.content.upperBound
  }

  var text: [UInt8] = []
  for part in form.parts {
    text += header(of: part, boundary) + body[part.content] + [0x0D, 0x0A]
  }
  text += "--\(boundary)--".utf8
  guard let again = try? MultipartForm(text, boundary: boundary) else {
    preconditionFailure("what was written cannot be read")
  }
  precondition(again.parts.count == form.parts.count)
  for (ours, theirs) in zip(again.parts, form.parts) {
    precondition(ours.name.utf8.elementsEqual(theirs.name.utf8))
    precondition(ours.hasFilename == theirs.hasFilename)
    precondition(text[ours.content] == body[theirs.content])
  }
  return 0
}

/// A part's delimiter and header.
private func header(of part: MultipartForm.Part, _ boundary: String) -> [UInt8] {
  var text = Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"".utf8)
  for octet in part.name.utf8 {
    if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { text.append(0x5C) }
    text.append(octet)
  }
  return text + "\"\(part.hasFilename ? "; filename=f" : "")\r\n\r\n".utf8
}
