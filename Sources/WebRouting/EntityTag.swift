internal import ByteCoding
internal import Crypto
package import HTTPCodec

/// The strong validator of a representation (RFC 9110, section 8.8.3).
package struct EntityTag: Sendable, Equatable {
  /// The tag with its quotes, as `ETag` carries it.
  package let text: String

  /// The tag of an answer that carries it.
  package init(text: String) {
    self.text = text
  }

  /// The tag of fixed bytes. O(bytes).
  package init(of bytes: [UInt8]) {
    text = "\"\(SHA256.hash(data: bytes).prefix(12).hexadecimal)\""
  }

  /// The tag of the same content gzipped.
  package var ofGzip: EntityTag { EntityTag(text: text.dropLast() + Self.gzipEnd) }

  /// Whether the client has this representation already (RFC 9110, section 13.1.2: the comparison
  /// is weak, and `*` matches whatever there is).
  package func matches(_ request: HTTPRequest) -> Bool { held(by: request) != nil }

  /// The tag under which the client has this content already: as it is, or gzipped.
  package func held(by request: HTTPRequest) -> EntityTag? {
    let given = request.headers.values(of: "if-none-match")
    if given.isEmpty { return nil }
    let plain = text.hasSuffix(Self.gzipEnd) ? text.dropLast(Self.gzipEnd.count) + "\"" : text
    let coded = EntityTag(text: plain).ofGzip.text
    for tag in FieldElements.texts(of: given, quotes: .plain) {
      if tag.hasOctets(of: "*") { return self }
      let opaque = tag.utf8.dropFirst(tag.utf8.starts(with: "W/".utf8) ? 2 : 0)
      if opaque.elementsEqual(plain.utf8) { return EntityTag(text: plain) }
      if opaque.elementsEqual(coded.utf8) { return EntityTag(text: coded) }
    }
    return nil
  }

  /// Whether a change may be made where this is the tag of what is there (RFC 9110, section 13.1.1):
  /// there is no `If-Match`, it is `*`, or it names this content, as it is or gzipped. The comparison is
  /// strong.
  package func meetsPrecondition(of request: HTTPRequest) -> Bool {
    let given = request.headers.values(of: "if-match")
    if given.isEmpty { return true }
    return FieldElements.texts(of: given, quotes: .plain).contains {
      $0.hasOctets(of: "*") || $0.hasOctets(of: text) || $0.hasOctets(of: ofGzip.text)
    }
  }

  private static let gzipEnd = "-gzip\""
}

extension HTTPResponse {
  /// This answer, or 304 without content where the client has it already.
  package func conditional(on request: HTTPRequest) -> HTTPResponse {
    guard let text = headers["ETag"], let held = EntityTag(text: text).held(by: request) else {
      return self
    }
    var response = self
    response.status = .notModified
    response.headers["ETag"] = held.text
    response.headers["Content-Type"] = nil
    response.headers["Content-Encoding"] = nil
    response.headers["Content-Disposition"] = nil
    response.body = []
    return response
  }
}
