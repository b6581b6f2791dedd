package import HTTPCodec

extension HTTPResponse {
  /// Says where the rest of an answer is that was given in part (RFC 8288): the same target with this
  /// `offset`; nothing where there is no rest.
  package mutating func link(to offset: Int?, of request: HTTPRequest) {
    guard let offset else { return }
    let parts = request.target.split(separator: "?", maxSplits: 1)
    let others = (parts.count > 1 ? parts[1].split(separator: "&") : [])
      .filter { !$0.hasPrefix("offset=") }
    let query = (others + ["offset=\(offset)"]).joined(separator: "&")
    headers["Link"] = "<\(parts[0])?\(query)>; rel=\"next\""
  }
}
