package import HTTPCodec

/// Which pages of other origins may call the service and read what it answers (the CORS protocol of
/// the Fetch standard, section 3.2).
///
/// Cookies mean nothing here, and no page is let use them: who needs a key sends it in a field, which
/// no browser adds by itself.
package enum CrossOriginPolicy: Sendable, Equatable {
  /// None.
  case none
  /// Pages of these origins, written as browsers do: lower case, without the scheme's own port.
  case listed(Set<String>)
  /// Pages of every origin, while callers need a key; none while they need none, since then any page
  /// that someone visits could use the service in their name.
  case everyOriginWithKeys

  /// Fields of answers that pages may read beside those that the standard lets them.
  private static let exposed = "ETag, Link, Location, Retry-After, X-Request-Id"
  /// Fields of requests that pages may set beside those that the standard lets them.
  private static let accepted =
    "Accept, Authorization, Content-Encoding, Content-Type, Idempotency-Key, If-Match,"
    + " If-None-Match, Last-Event-ID, Prefer, X-Request-Id"
  /// Seconds for which a browser need not ask again before it sends such requests.
  private static let preflightAge = "600"
  /// No origin is longer: a scheme, a name of at most 255 octets (RFC 1035, section 2.3.4), a port.
  private static let longestOrigin = 8 + 255 + 6

  /// Whether a page of the request's origin may make it; false for requests of no page.
  package func allows(_ request: HTTPRequest, hasKeys: Bool) -> Bool {
    permission(for: request, hasKeys: hasKeys) != nil
  }

  /// Adds what lets the page that made `request` read an answer, and what tells caches that others
  /// may not.
  ///
  /// - Parameter request: as much of it as was understood.
  package func addFields(
    to headers: inout HTTPFields, answering request: HTTPRequest?, hasKeys: Bool
  ) {
    if self == .none { return }
    headers.append("Vary", "Origin")
    guard let request, let permission = permission(for: request, hasKeys: hasKeys) else { return }
    headers.append("Access-Control-Allow-Origin", permission)
    headers.append("Access-Control-Expose-Headers", Self.exposed)
  }

  /// Whether `request` asks for leave to make another one (a preflight).
  package static func isPreflight(_ request: HTTPRequest) -> Bool {
    request.method == .options && request.headers["origin"] != nil
      && request.headers["access-control-request-method"] != nil
  }

  /// What a page that asks may send: any of `methods`, wherever it asks, so that it can read the
  /// answer that tells it what is wrong with its path or method.
  package static func preflightFields(methods: String) -> HTTPFields {
    [
      "Access-Control-Allow-Methods": methods, "Access-Control-Allow-Headers": accepted,
      "Access-Control-Max-Age": preflightAge,
    ]
  }

  /// The value of `Access-Control-Allow-Origin`; nil where the request's origin has no leave, or it
  /// names none.
  private func permission(for request: HTTPRequest, hasKeys: Bool) -> String? {
    if self == .none { return nil }
    let origins = request.headers.values(of: "origin")
    guard let origin = origins.first, origins.count == 1 else { return nil }
    switch self {
    case .none: return nil
    case .everyOriginWithKeys: return hasKeys ? "*" : nil
    case .listed(let listed):
      return origin.utf8.count <= Self.longestOrigin && listed.contains(origin) ? origin : nil
    }
  }
}
