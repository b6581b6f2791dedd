/// A form as `multipart/form-data` (RFC 7578; the framing is RFC 2046, section 5.1), read strictly.
///
/// Nothing may stand before the first delimiter and nothing but a line's end after the last; a part
/// has a name and no transfer encoding.
package struct MultipartForm: Sendable {
  /// One field of the form.
  package struct Part: Sendable {
    package let name: String
    /// Whether it came from a file.
    package let hasFilename: Bool
    /// Its content's place in the body.
    package let content: Range<Int>
  }

  /// What is wrong with a form.
  package struct Malformed: Error, Equatable {
    /// The byte of the body where it is found.
    package let offset: Int
    package let problem: String
  }

  /// The parts, in order; a name may be there more than once.
  package let parts: [Part]

  package static let mostParts = 32
  /// Of one part, with the empty line.
  package static let mostHeaderBytes = 2048

  /// Reads a whole body.
  ///
  /// - Complexity: O(bytes).
  package init(_ body: UnsafeRawBufferPointer, boundary: String) throws(Malformed) {
    let delimiter = Array("\r\n--\(boundary)".utf8)
    // The first delimiter has no line before it that it would end.
    guard body.starts(with: delimiter.dropFirst(2)) else {
      throw Malformed(offset: 0, problem: "the body must begin with --\(boundary)")
    }
    var parts: [Part] = []
    var position = delimiter.count - 2
    while try !Self.isLast(body, &position) {
      guard parts.count < Self.mostParts else {
        throw Malformed(offset: position, problem: "there are more than \(Self.mostParts) parts")
      }
      let header = try PartHeader(body, &position)
      // The delimiter's CRLF may be the one that ends the header, where the content is empty.
      guard let end = body.firstRange(of: delimiter, from: position - 2) else {
        throw Malformed(
          offset: body.count,
          problem: "the body ends within the part \(header.name): --\(boundary)-- is missing")
      }
      parts.append(
        Part(
          name: header.name, hasFilename: header.hasFilename,
          content: position..<max(position, end)))
      position = end + delimiter.count
    }
    self.parts = parts
  }

  /// The same for a body at hand in an array.
  package init(_ body: [UInt8], boundary: String) throws(Malformed) {
    self = try body.withUnsafeBufferPointer { octets throws(Malformed) in
      try MultipartForm(UnsafeRawBufferPointer(octets), boundary: boundary)
    }
  }

  /// What follows a delimiter: the end of the form, or a line's end.
  private static func isLast(
    _ body: UnsafeRawBufferPointer, _ position: inout Int
  ) throws(Malformed) -> Bool {
    if body[position...].starts(with: [0x2D, 0x2D]) {
      let end = body[(position + 2)...]
      guard end.isEmpty || end.elementsEqual([0x0D, 0x0A]) else {
        throw Malformed(offset: position + 2, problem: "something follows the end of the form")
      }
      return true
    }
    // Blanks may pad a delimiter's line (RFC 2046, section 5.1.1).
    while position < body.count, body[position] == 0x20 || body[position] == 0x09 { position += 1 }
    guard body[position...].starts(with: [0x0D, 0x0A]) else {
      throw Malformed(
        offset: position, problem: "a delimiter must be followed by -- or a line's end")
    }
    position += 2
    return false
  }

  /// The boundary that a `Content-Type` of `multipart/form-data` names; nil where it names none of
  /// 1 to 70 proper characters.
  package static func boundary(of contentType: String) -> String? {
    guard let fields = HeaderParameters(contentType), let boundary = fields["boundary"],
      (1...70).contains(boundary.utf8.count), !boundary.hasSuffix(" "),
      boundary.utf8.allSatisfy(isBoundaryCharacter)
    else { return nil }
    return boundary
  }

  private static func isBoundaryCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: "'()+_,-./:=? ".utf8.contains(byte)
    }
  }
}

/// The fields before a part's content.
private struct PartHeader {
  var name = ""
  var hasFilename = false

  /// Reads lines up to the empty one; leaves `position` after it.
  init(
    _ body: UnsafeRawBufferPointer, _ position: inout Int
  ) throws(MultipartForm.Malformed) {
    let start = position
    var isNamed = false
    while true {
      let bound = min(body.count, start + MultipartForm.mostHeaderBytes)
      guard let end = body[position..<bound].firstIndex(of: 0x0D), end + 1 < bound else {
        throw MultipartForm.Malformed(
          offset: start,
          problem: bound == body.count
            ? "the body ends within a part's header"
            : "a part's header is longer than \(MultipartForm.mostHeaderBytes) bytes")
      }
      guard body[end + 1] == 0x0A else {
        throw MultipartForm.Malformed(offset: end, problem: "a line must end in CR LF")
      }
      let lineStart = position
      let line = String(validating: body[position..<end], as: UTF8.self)
      position = end + 2
      guard let line else {
        throw MultipartForm.Malformed(offset: lineStart, problem: "a part's header is not UTF-8")
      }
      if line.isEmpty { break }
      try read(line, at: lineStart, isNamed: &isNamed)
    }
    guard isNamed else {
      throw MultipartForm.Malformed(
        offset: start, problem: "a part needs Content-Disposition: form-data; name=\"…\"")
    }
  }

  private mutating func read(
    _ line: String, at offset: Int, isNamed: inout Bool
  ) throws(MultipartForm.Malformed) {
    guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else {
      throw MultipartForm.Malformed(offset: offset, problem: "a part's header has a line without :")
    }
    switch line[..<colon].lowercased() {
    case "content-disposition":
      let value = HeaderParameters(String(line[line.index(after: colon)...]))
      guard !isNamed, let value, value.value == "form-data", let name = value["name"], !name.isEmpty
      else {
        throw MultipartForm.Malformed(
          offset: offset,
          problem: "a part needs one Content-Disposition: form-data; name=\"…\"")
      }
      (self.name, hasFilename, isNamed) = (name, value["filename"] != nil, true)
    case "content-transfer-encoding":
      throw MultipartForm.Malformed(
        offset: offset, problem: "a part must be sent as it is, without Content-Transfer-Encoding")
    default: break
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Where `pattern`, which is not empty, begins, at `start` or later.
  fileprivate func firstRange(of pattern: [UInt8], from start: Int) -> Int? {
    pattern.withUnsafeBufferPointer { pattern in
      var place = start
      while place + pattern.count <= count {
        if self[place] == pattern[0],
          (1..<pattern.count).allSatisfy({ self[place + $0] == pattern[$0] })
        {
          return place
        }
        place += 1
      }
      return nil
    }
  }
}
