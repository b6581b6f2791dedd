package import HTTPCodec
internal import StrictJSON

/// The coding that a request's content came in, by its `Content-Encoding` (RFC 9110, section 8.4).
package enum RequestCoding: Sendable {
  /// As it is.
  case identity
  case gzip

  /// Throws 415 for any other coding, and for several: what was not undone would be read as it came.
  package init(of request: HTTPRequest) throws(Problem) {
    let fields = request.headers.values(of: "content-encoding")
    let codings = FieldElements.texts(of: fields).map(\.asciiLowercased)
      .filter { $0 != "identity" }
    switch codings {
    case []: self = .identity
    case ["gzip"], ["x-gzip"]: self = .gzip
    default:
      throw Problem(
        .unsupportedMediaType,
        "The body's coding is \(codings.joined(separator: ", ").shortened). Send it as it is, or"
          + " once with gzip.",
        headers: ["Accept-Encoding": "gzip"])
    }
  }
}

extension Problem {
  /// What content is answered with whose gzip coding cannot be undone; `tooLarge` where it expands too
  /// far.
  package init(_ refusal: Gunzip.Refusal, of content: String, tooLarge: Problem) {
    switch refusal {
    case .tooLarge: self = tooLarge
    case .truncated:
      self.init(.invalidCoding, "The gzip coding of \(content) ends too early.")
    case .corrupt(let offset):
      self.init(.invalidCoding, "The gzip coding of \(content) breaks at byte \(offset).")
    case .noMemory:
      self.init(
        .unavailable, "There is no memory for this now. Try again in a moment.",
        headers: ["Retry-After": "5"])
    }
  }
}
