internal import HTTPCodec

/// Undoes the gzip coding of a body and of the files in it, which together may not expand beyond a
/// budget.
struct UploadCoding {
  /// Bytes that may still come out; what was not gzipped counts too.
  private var left: Int
  private let budget: Int

  init(budget: Int) {
    self.budget = budget
    left = budget
  }

  /// A request's content without its `Content-Encoding`.
  mutating func body(of request: HTTPRequest) throws(Problem) -> [UInt8] {
    let codings = request.headers.values(of: "content-encoding").joined(separator: ",")
      .split(separator: ",").map { $0.trimmingBlanks().lowercased() }
      .filter { !$0.isEmpty && $0 != "identity" }
    if codings.isEmpty { return request.body }
    guard codings == ["gzip"] || codings == ["x-gzip"] else {
      throw Problem(
        .unsupportedMediaType,
        "The body's coding is \(codings.joined(separator: ", ").shortened). Send it as it is, or"
          + " once with gzip.",
        headers: ["Accept-Encoding": "gzip"])
    }
    return try expanded(request.body, "the body")
  }

  /// A file's content, which may be gzipped itself.
  mutating func file(_ bytes: [UInt8], named name: String) throws(Problem) -> [UInt8] {
    let content = Gunzip.isFramed(bytes) ? try expanded(bytes, "the file \(name)") : bytes
    guard content.count <= left else { throw tooLarge }
    left -= content.count
    return content
  }

  private func expanded(_ bytes: [UInt8], _ what: String) throws(Problem) -> [UInt8] {
    do {
      return try Gunzip.decode(bytes, limit: left)
    } catch {
      switch error {
      case .tooLarge: throw tooLarge
      case .truncated: throw Problem(.invalidCoding, "The gzip coding of \(what) ends too early.")
      case .corrupt(let offset):
        throw Problem(.invalidCoding, "The gzip coding of \(what) breaks at byte \(offset).")
      case .noMemory:
        throw Problem(
          .unavailable, "There is no memory for this now. Try again in a moment.",
          headers: ["Retry-After": "5"])
      }
    }
  }

  private var tooLarge: Problem {
    Problem(
      .datasetTooLarge,
      "The upload expands to more than \(budget) bytes. Send fewer rows, or give the service a"
        + " larger max-dataset-bytes.")
  }
}
