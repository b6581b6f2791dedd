package import HTTPCodec
internal import StrictJSON

/// The content codings that a client takes, by `Accept-Encoding` (RFC 9110, section 12.5.3).
package struct ContentCodings: Sendable, Equatable {
  /// Whether gzip is taken, and not less liked than no coding.
  package let gzip: Bool
  /// Whether the content may come as it is.
  package let identity: Bool

  /// What `fields`, the values of `Accept-Encoding`, say. Without any the client is not known to undo
  /// any coding, and gets none.
  ///
  /// What is no `coding [ OWS ";" OWS "q=" qvalue ]` is passed over. Throws 406 where neither gzip nor
  /// the plain content is taken.
  package init(accepting fields: [String]) throws(Problem) {
    guard !fields.isEmpty else {
      (gzip, identity) = (false, true)
      return
    }
    var gzipWeight: Int?
    var identityWeight: Int?
    var others: Int?
    for element in FieldElements.weighted(of: fields) where !element.hasOtherParameters {
      guard let weight = element.weight else { continue }
      switch element.value {
      case "gzip", "x-gzip": gzipWeight = weight
      case "identity": identityWeight = weight
      case "*": others = weight
      default: break
      }
    }
    let liking = gzipWeight ?? others ?? 0
    // What is not named is acceptable and comes last, unless "*" excludes it.
    let plainLiking = identityWeight ?? (others == 0 ? 0 : nil)
    gzip = liking > 0 && liking >= plainLiking ?? 0
    identity = plainLiking != 0
    guard gzip || identity else {
      throw Problem(
        .notAcceptable, "This is offered with the content codings gzip and identity. Accept one.",
        members: ["offered": ["gzip", "identity"]])
    }
  }
}

extension HTTPResponse {
  /// Contents below this size gain too little.
  private static let smallestCoded = 1024

  /// Whether coding this answer is of use to a client that takes `codings`.
  package func isWorthCoding(for codings: ContentCodings) -> Bool {
    guard codings.gzip, stream != nil || !body.isEmpty, status != .notModified,
      headers["Content-Encoding"] == nil
    else { return false }
    let type = headers["Content-Type"]
    // A coder would hold events back.
    if type == MediaFormat.eventStream.contentType { return false }
    if !codings.identity { return true }
    // Packed weights hardly shrink.
    return (stream != nil || body.count >= Self.smallestCoded)
      && type != MediaFormat.safetensors.contentType
  }

  /// This answer with its content gzipped, under a tag of its own: a strong validator names one
  /// sequence of octets (RFC 9110, section 8.8.3).
  ///
  /// - Complexity: O(content), some 20 ns an octet.
  package func gzipped() -> HTTPResponse {
    guard let coded = Gzip.encode(body) else { return self }
    var response = gzipLabelled()
    response.body = coded
    return response
  }

  /// This answer with the fields of its gzipped form, its content not coded yet.
  func gzipLabelled() -> HTTPResponse {
    var response = self
    response.headers["Content-Encoding"] = "gzip"
    if let tag = headers["ETag"] {
      response.headers["ETag"] = EntityTag(text: tag).ofGzip.text
    }
    return response
  }
}
