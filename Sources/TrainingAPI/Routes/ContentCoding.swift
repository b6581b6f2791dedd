internal import HTTPCodec
internal import StrictJSON

/// The content codings that a client takes, by `Accept-Encoding` (RFC 9110, section 12.5.3).
struct ContentCodings: Sendable, Equatable {
  /// Whether gzip is taken, and not less liked than no coding.
  let gzip: Bool
  /// Whether the content may come as it is.
  let identity: Bool

  /// Without the field the client is not known to undo any coding, and gets none.
  ///
  /// Throws 406 where neither gzip nor the plain content is taken.
  init(accepting field: String?) throws(Problem) {
    guard let field else {
      (gzip, identity) = (false, true)
      return
    }
    var qualities: [String: Double] = [:]
    for element in field.split(separator: ",") {
      guard let (coding, quality) = Self.read(element) else { continue }
      qualities[coding == "x-gzip" ? "gzip" : coding] = quality
    }
    let others = qualities["*"]
    let gzipQuality = qualities["gzip"] ?? others ?? 0
    // What is not named is acceptable and comes last, unless "*" excludes it.
    let identityQuality = qualities["identity"] ?? (others == 0 ? 0 : nil)
    gzip = gzipQuality > 0 && gzipQuality >= identityQuality ?? 0
    identity = identityQuality != 0
    guard gzip || identity else {
      throw Problem(
        .notAcceptable, "This is offered with the content codings gzip and identity. Accept one.",
        members: ["offered": ["gzip", "identity"]])
    }
  }

  /// `coding [ OWS ";" OWS "q=" qvalue ]`; nil for what is none, which is passed over.
  private static func read(_ element: Substring) -> (String, Double)? {
    let parts = element.split(separator: ";", omittingEmptySubsequences: false)
      .map { $0.trimmingBlanks() }
    guard let coding = parts.first, !coding.isEmpty, parts.count <= 2 else { return nil }
    guard parts.count == 2 else { return (coding.lowercased(), 1) }
    guard parts[1].lowercased().hasPrefix("q="),
      let quality = qualityValue(parts[1].dropFirst(2))
    else { return nil }
    return (coding.lowercased(), quality)
  }
}

/// A weight: 0 to 1 with at most three decimals (RFC 9110, section 12.4.2); nil for anything else.
func qualityValue(_ text: Substring) -> Double? {
  guard text.wholeMatch(of: /0(\.[0-9]{0,3})?|1(\.0{0,3})?/) != nil else { return nil }
  return Double(text.hasSuffix(".") ? text.dropLast() : text)
}

extension HTTPResponse {
  /// Contents below this size gain too little.
  private static let smallestCoded = 1024

  /// Whether coding this answer is of use to a client that takes `codings`.
  func isWorthCoding(for codings: ContentCodings) -> Bool {
    guard codings.gzip, stream == nil, !body.isEmpty, status != .notModified,
      headers["Content-Encoding"] == nil
    else { return false }
    if !codings.identity { return true }
    // Packed weights hardly shrink.
    return body.count >= Self.smallestCoded
      && headers["Content-Type"] != MediaFormat.safetensors.contentType
  }

  /// This answer with its content gzipped, under a tag of its own: a strong validator names one
  /// sequence of octets (RFC 9110, section 8.8.3).
  ///
  /// - Complexity: O(content), some 20 ns an octet.
  func gzipped() -> HTTPResponse {
    guard let coded = Gzip.encode(body) else { return self }
    var response = self
    response.body = coded
    response.headers["Content-Encoding"] = "gzip"
    if let tag = headers["ETag"] {
      response.headers["ETag"] = EntityTag(text: tag).ofGzip.text
    }
    return response
  }
}
