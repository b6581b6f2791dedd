/// A request target taken apart (RFC 9112, section 3.2).
struct RequestTarget {
  /// The raw path; "*" for the asterisk-form.
  var path: String
  /// The path's segments, percent-decoded.
  var segments: [String]
  var query: HTTPQuery
  /// The authority, where the target is in absolute-form.
  var authority: String?

  /// Reads `octets` as origin-form, absolute-form or, for OPTIONS, asterisk-form.
  init(parsing octets: Span<UInt8>, method: HTTPMethod) throws(HTTPFault) {
    if octets.count == 1, octets[0] == UInt8(ascii: "*") {
      guard method == .options else {
        throw HTTPFault(.invalidTarget, "Use the target * with OPTIONS only.")
      }
      (path, segments, query) = ("*", [], HTTPQuery())
      return
    }
    if octets[0] == UInt8(ascii: "/") {
      (path, segments, query) = try RequestTarget.split(octets)
      return
    }
    let scheme = try RequestTarget.schemeLength(octets)
    let rest = octets.extracting(scheme..<octets.count)
    var end = 0
    while end < rest.count, rest[end] != UInt8(ascii: "/"), rest[end] != UInt8(ascii: "?") {
      end += 1
    }
    authority = try Authority.parse(rest.extracting(0..<end), of: "the target")
    let remainder = rest.extracting(end..<rest.count)
    if remainder.isEmpty, method == .options {
      (path, segments, query) = ("*", [], HTTPQuery())  // RFC 9112, section 3.2.4
    } else if remainder.isEmpty {
      (path, segments, query) = ("/", [], HTTPQuery())
    } else {
      (path, segments, query) = try RequestTarget.split(remainder)
    }
  }

  /// Segments of a path that are read; more are refused, since each costs more than its few octets.
  private static let mostSegments = 64

  /// Splits `/path?query`; an absolute-form's empty path is "/".
  private static func split(
    _ octets: Span<UInt8>
  ) throws(HTTPFault) -> (String, [String], HTTPQuery) {
    guard octets.allSatisfy(\.isTargetOctet) else {
      throw HTTPFault(
        .invalidTarget, "Percent-encode what is not a URI character in the target; send no #.")
    }
    let mark = octets.firstIndex(of: UInt8(ascii: "?")) ?? octets.count
    let raw = octets.extracting(0..<mark)
    var segments: [String] = []
    var start = 1
    while start <= raw.count, raw.count > 1 {
      guard segments.count < mostSegments else {
        throw HTTPFault(
          .tooManyTargetParts, "Send a path of at most \(mostSegments) segments.")
      }
      let rest = raw.extracting(start..<raw.count)
      let length = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.count
      segments.append(
        try PercentEncoding.decode(rest.extracting(0..<length), plusIsSpace: false))
      start += length + 1
    }
    let query =
      mark < octets.count
      ? try HTTPQuery(parsing: octets.extracting((mark + 1)..<octets.count)) : HTTPQuery()
    return (raw.isEmpty ? "/" : raw.text, segments, query)
  }

  /// The length of `http://` or `https://` at the start of an absolute-form.
  private static func schemeLength(_ octets: Span<UInt8>) throws(HTTPFault) -> Int {
    for (scheme, length) in [("http://" as StaticString, 7), ("https://", 8)]
    where octets.count >= length && octets.extracting(0..<length).equalsIgnoringCase(scheme) {
      return length
    }
    throw HTTPFault(.invalidTarget, "Begin the target with / or with http:// and a host.")
  }
}
