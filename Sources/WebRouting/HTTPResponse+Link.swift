package import HTTPCodec

extension HTTPResponse {
  /// Says where the rest of an answer is that was given in part (RFC 8288): the same target with
  /// `value`, in characters that a query may hold, for the parameter `name`; nothing where it is nil.
  package mutating func link(next value: String?, as name: String, of request: HTTPRequest) {
    guard let value else { return }
    let parts = request.target.split(separator: "?", maxSplits: 1)
    let others = (parts.count > 1 ? parts[1].split(separator: "&") : [])
      .filter { $0.prefix { $0 != "=" } != name }
    let query = (others + ["\(name)=\(value)"]).joined(separator: "&")
    headers["Link"] = "<\(parts[0])?\(query)>; rel=\"next\""
  }

  /// The same of rows, which are counted by `offset`.
  package mutating func link(to offset: Int?, of request: HTTPRequest) {
    link(next: offset.map(String.init), as: "offset", of: request)
  }
}
