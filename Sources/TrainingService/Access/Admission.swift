internal import AccessKeys
internal import HTTPCodec
internal import Jobs
internal import WebRouting

/// Decides on each request, before its route does anything, whether it is answered.
struct Admission: Sendable {
  let hosts: HostPolicy
  let origins: CrossOriginPolicy
  let keys: KeyRing
  let limiter: RateLimiter
  let time: TimeSource

  /// Refuses requests for other hosts, and those that a page of an origin without leave makes.
  func checkPlace(_ request: HTTPRequest) throws(Problem) {
    try hosts.check(request, hasKeys: keys.isRequired, origins: origins)
  }

  /// Whether `request` is that of a page of another origin, which has leave.
  func lets(_ request: HTTPRequest) -> Bool {
    origins.allows(request, hasKeys: keys.isRequired)
  }

  /// Lets the page that made `request`, as far as that was understood, read its answer.
  func addOriginFields(to headers: inout HTTPFields, answering request: HTTPRequest?) {
    origins.addFields(to: &headers, answering: request, hasKeys: keys.isRequired)
  }

  /// Who makes the request, if they may use the route.
  func caller(of request: HTTPRequest, for route: ServiceRoute) throws(Problem) -> Caller {
    guard let scope = route.access.scope, keys.isRequired else { return .anyone }
    let key = try key(of: request)
    guard key.scopes.contains(scope) else {
      throw Problem(
        .insufficientScope,
        "This needs a key with the scope \(scope.rawValue); yours has"
          + " \(key.scopes.sorted().map(\.rawValue).joined(separator: " ")).",
        headers: Admission.challenge(
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
        headers: Admission.challenge(nil))
    }
    let words = field.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
      .map { String(Substring($0)) }
    guard fields.count == 1, words.count == 2, words[0].asciiLowercased.hasOctets(of: "bearer")
    else {
      throw Problem(
        .unauthorized, "Send one key, in one field Authorization: Bearer KEY.",
        headers: Admission.challenge(#"error="invalid_request""#))
    }
    do {
      return try keys.key(for: words[1].withoutOuterBlanks, at: time.now().milliseconds)
    } catch {
      throw Problem(error)
    }
  }

  /// RFC 6750, section 3.
  static func challenge(_ parameters: String?) -> HTTPFields {
    ["WWW-Authenticate": #"Bearer realm="symbreak""# + (parameters.map { ", " + $0 } ?? "")]
  }
}

extension Problem {
  /// What a key that opens nothing is answered with.
  init(_ refusal: KeyRing.Refusal) {
    let reason =
      switch refusal {
      case .unknown: "There is no such key."
      case .expired: "This key has expired."
      case .revoked: "This key was revoked."
      }
    self.init(
      .unauthorized, "\(reason) Make another with symbreak key create.",
      headers: Admission.challenge(#"error="invalid_token""#))
  }
}
