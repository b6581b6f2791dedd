package import HTTPCodec

extension HTTPResponse {
  /// This answer with the fields that every answer of `route` has; nil for those of no route.
  package func completed(for route: Route<some Sendable>?) -> HTTPResponse {
    var response = self
    // Nothing may be used again without asking: a job can be deleted, and an unfinished one
    // changes.
    if headers["Cache-Control"] == nil { response.headers.append("Cache-Control", "no-cache") }
    if let route, !route.formats.isEmpty {
      response.headers.append(
        "Vary", route.formats.count > 1 ? "Accept, Accept-Encoding" : "Accept-Encoding")
    }
    SecurityFields.add(to: &response.headers)
    return response
  }
}
