internal import AccessKeys
internal import HTTPCodec
internal import JobQueue

/// Decides on each request, before its route does anything, whether it is answered.
struct Admission: Sendable {
  let hosts: HostPolicy
  let keys: KeyRing
  let limiter: RateLimiter
  let time: TimeSource

  /// Refuses requests for other hosts and, on the loopback interface, those that a page of another
  /// origin makes: a browser sends them in its user's name.
  func checkPlace(_ request: HTTPRequest) throws(Problem) {
    try hosts.check(request.authority)
    guard case .loopback = hosts, let origin = request.headers["origin"] else { return }
    let own = ["http://", "https://"].map { $0 + request.authority.lowercased() }
    guard request.headers.values(of: "origin").count == 1, own.contains(origin.lowercased()) else {
      throw Problem(
        .foreignOrigin,
        "Pages of other origins may not call this service. Call it from a page that it serves, or"
          + " from outside a browser.")
    }
  }

  /// Who makes the request, if they may use the route.
  func caller(of request: HTTPRequest, for route: Route) throws(Problem) -> Caller {
    guard let scope = route.access.scope, keys.isRequired else { return .anyone }
    let key = try key(of: request)
    guard key.scopes.contains(scope) else {
      throw Problem(
        .insufficientScope,
        "This needs a key with the scope \(scope.rawValue); yours has"
          + " \(key.scopes.sorted().map(\.rawValue).joined(separator: " ")).",
        headers: Self.challenge(
          #"error="insufficient_scope", scope="\#(scope.rawValue)""#))
    }
    return Caller(owner: key.owner, key: key.id)
  }

  /// Counts a request of `caller` and refuses it where they come too fast.
  func count(_ caller: Caller) throws(Problem) {
    guard let key = caller.key, let wait = limiter.take(key, at: time.monotonic()) else { return }
    throw Problem(
      .rateLimited, "This key has sent more requests than it may. Try again a little later.",
      headers: ["Retry-After": String(Int((wait / .seconds(1)).rounded(.up)))])
  }

  private func key(of request: HTTPRequest) throws(Problem) -> AccessKey {
    let fields = request.headers.values(of: "authorization")
    guard let field = fields.first else {
      throw Problem(
        .unauthorized, "Send a key in the field Authorization: Bearer KEY.",
        headers: Self.challenge(nil))
    }
    let words = field.split(separator: " ", maxSplits: 1)
    guard fields.count == 1, words.count == 2, words[0].lowercased() == "bearer" else {
      throw Problem(
        .unauthorized, "Send one key, in one field Authorization: Bearer KEY.",
        headers: Self.challenge(#"error="invalid_request""#))
    }
    do {
      return try keys.key(for: String(words[1].trimmingBlanks()), at: time.now().milliseconds)
    } catch {
      let reason =
        switch error {
        case .unknown: "There is no such key."
        case .expired: "This key has expired."
        case .revoked: "This key was revoked."
        }
      throw Problem(
        .unauthorized, "\(reason) Make another with symbreak key create.",
        headers: Self.challenge(#"error="invalid_token""#))
    }
  }

  /// RFC 6750, section 3.
  private static func challenge(_ parameters: String?) -> HTTPFields {
    ["WWW-Authenticate": #"Bearer realm="symbreak""# + (parameters.map { ", " + $0 } ?? "")]
  }
}
