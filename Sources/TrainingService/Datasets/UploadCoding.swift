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
    switch try RequestCoding(of: request) {
    case .identity: UploadFile(bytes: content)
    case .gzip: try expanded(content, "the body")
    }
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
      throw Problem(error, of: what, tooLarge: tooLarge)
    }
  }

  private var tooLarge: Problem {
    Problem(
      .datasetTooLarge,
      "The upload expands to more than \(budget) bytes. Send fewer rows, or give the service a"
        + " larger max-dataset-bytes.")
  }
}
