internal import Crypto
internal import HTTPCodec
internal import JobQueue

/// The strong validator of a representation (RFC 9110, section 8.8.3).
struct EntityTag: Sendable, Equatable {
  /// The tag with its quotes, as `ETag` carries it.
  let text: String

  /// The tag of an answer that carries it.
  init(text: String) {
    self.text = text
  }

  /// The tag of something that follows from a job alone: it changes with each visible change of the
  /// job, and differs between the forms of one resource.
  init(of job: Job, as format: MediaFormat) {
    text = "\"\(job.id)-\(job.revision)-\(format.name)\""
  }

  /// The tag of fixed bytes. O(bytes).
  init(of bytes: [UInt8]) {
    text = "\"\(SHA256.hash(data: bytes).prefix(12).hexadecimal)\""
  }

  /// Whether the client has this representation already (RFC 9110, section 13.1.2: the comparison
  /// is weak, and `*` matches whatever there is).
  func matches(_ request: HTTPRequest) -> Bool {
    request.headers.values(of: "if-none-match").contains { value in
      value.split(separator: ",").contains { candidate in
        let tag = candidate.trimmingBlanks()
        return tag == "*" || tag == text || (tag.hasPrefix("W/") && tag.dropFirst(2) == text)
      }
    }
  }
}

extension HTTPResponse {
  /// This answer, or 304 without content where the client has its `ETag` already.
  func conditional(on request: HTTPRequest) -> HTTPResponse {
    guard let text = headers["ETag"], EntityTag(text: text).matches(request) else { return self }
    var response = self
    response.status = .notModified
    response.headers["Content-Type"] = nil
    response.body = []
    return response
  }
}
