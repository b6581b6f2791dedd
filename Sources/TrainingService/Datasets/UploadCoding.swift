internal import HTTPCodec
internal import SpecJSON
internal import StrictJSON
internal import WebRouting

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

  /// The content of `request` without its `Content-Encoding`.
  mutating func body(
    _ content: UnsafeRawBufferPointer, of request: HTTPRequest
  ) throws(Problem) -> UploadFile {
    let codings = FieldElements.texts(of: request.headers.values(of: "content-encoding"))
      .map(\.asciiLowercased).filter { $0 != "identity" }
    if codings.isEmpty { return UploadFile(bytes: content) }
    guard codings == ["gzip"] || codings == ["x-gzip"] else {
      throw Problem(
        .unsupportedMediaType,
        "The body's coding is \(codings.joined(separator: ", ").shortened). Send it as it is, or"
          + " once with gzip.",
        headers: ["Accept-Encoding": "gzip"])
    }
    return try expanded(content, "the body")
  }

  /// A file's content, which may be gzipped itself.
  mutating func file(_ file: UploadFile, named name: String) throws(Problem) -> UploadFile {
    let content = Gunzip.isFramed(file.bytes) ? try expanded(file.bytes, "the file \(name)") : file
    guard content.bytes.count <= left else { throw tooLarge }
    left -= content.bytes.count
    return content
  }

  private func expanded(
    _ bytes: UnsafeRawBufferPointer, _ what: String
  ) throws(Problem) -> UploadFile {
    do {
      let content = try Gunzip.decode(bytes, limit: left)
      return UploadFile(bytes: content.bytes, owner: content)
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
