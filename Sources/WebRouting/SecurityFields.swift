package import HTTPCodec

/// Fields of every answer.
package enum SecurityFields {
  /// What is served is data unless it has policies of its own: no browser is to run, frame or guess
  /// it, and no page of another origin is to embed it.
  package static func add(to headers: inout HTTPFields) {
    headers.append("X-Content-Type-Options", "nosniff")
    if headers["Content-Security-Policy"] == nil {
      headers.append("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    }
    if headers["Cross-Origin-Resource-Policy"] == nil {
      headers.append("Cross-Origin-Resource-Policy", "same-origin")
    }
    headers.append("Referrer-Policy", "no-referrer")
  }
}
