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

  /// The tag of something in JSON that follows from several jobs, in this order, alone.
  init(of jobs: [Job]) {
    let text = jobs.map { "\($0.id)-\($0.revision)" }.joined(separator: " ")
    self.init(of: Array(text.utf8))
  }

  /// The tag of something that follows from a sweep and its jobs alone: see `Sweep.revision`.
  init(of sweep: Sweep, as format: MediaFormat) {
    text = "\"\(sweep.id)-\(sweep.total)-\(sweep.revision)-\(format.name)\""
  }

  /// The tag of fixed bytes. O(bytes).
  init(of bytes: [UInt8]) {
    text = "\"\(SHA256.hash(data: bytes).prefix(12).hexadecimal)\""
  }

  /// The tag of the same content gzipped.
  var ofGzip: EntityTag { EntityTag(text: text.dropLast() + Self.gzipEnd) }

  /// Whether the client has this representation already (RFC 9110, section 13.1.2: the comparison
  /// is weak, and `*` matches whatever there is).
  func matches(_ request: HTTPRequest) -> Bool { held(by: request) != nil }

  /// The tag under which the client has this content already: as it is, or gzipped.
  func held(by request: HTTPRequest) -> EntityTag? {
    let given = request.headers.values(of: "if-none-match")
    if given.isEmpty { return nil }
    let plain = text.hasSuffix(Self.gzipEnd) ? text.dropLast(Self.gzipEnd.count) + "\"" : text
    let coded = EntityTag(text: plain).ofGzip.text
    for tag in FieldElements.texts(of: given, quotes: .plain) {
      if tag.hasOctets(of: "*") { return self }
      let opaque = tag.utf8.dropFirst(tag.utf8.starts(with: "W/".utf8) ? 2 : 0)
      if opaque.elementsEqual(plain.utf8) { return EntityTag(text: plain) }
      if opaque.elementsEqual(coded.utf8) { return EntityTag(text: coded) }
    }
    return nil
  }

  private static let gzipEnd = "-gzip\""
}

extension HTTPResponse {
  /// This answer, or 304 without content where the client has it already.
  func conditional(on request: HTTPRequest) -> HTTPResponse {
    guard let text = headers["ETag"], let held = EntityTag(text: text).held(by: request) else {
      return self
    }
    var response = self
    response.status = .notModified
    response.headers["ETag"] = held.text
    response.headers["Content-Type"] = nil
    response.headers["Content-Encoding"] = nil
    response.body = []
    return response
  }
}
