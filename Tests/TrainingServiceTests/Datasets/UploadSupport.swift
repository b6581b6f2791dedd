import HTTPCodec
import StrictJSON

/// Uploads for tests.
enum Uploads {
  /// 40 rows of two features and two classes by name, of which neither feature tells alone.
  static let csv: String = {
    let rows = (0..<40).map { row -> String in
      let (x, y) = (Double(row % 8) / 4 - 1, Double(row / 8) / 2 - 1)
      return "\(x),\(y),\(x * y > 0 ? "same" : "other")"
    }
    return "x,y,kind\n" + rows.joined(separator: "\n") + "\n"
  }()

  /// A file of the MNIST format of bytes.
  static func idx(_ dimensions: [Int], _ values: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(dimensions.count)]
      + dimensions.flatMap { dimension in
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: dimension >> $0) }
      } + values
  }

  /// Six pictures of 2 × 2 pixels in three classes.
  static let pictures = idx([6, 2, 2], (0..<24).map { $0 * 10 })
  static let labels = idx([6], [0, 1, 2, 0, 1, 2])

  static let boundary = "x-boundary-x"
  static let formType = "multipart/form-data; boundary=\(boundary)"

  /// A form of fields and files.
  static func form(
    _ fields: [(String, String)] = [], files: [(String, [UInt8])]
  ) -> [UInt8] {
    let texts = fields.map { ($0.0, "", Array($0.1.utf8)) }
    let parts = texts + files.map { ($0.0, "; filename=\"\($0.0).gz\"", $0.1) }
    return parts.flatMap { name, more, content in
      Array(
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\(more)\r\n\r\n".utf8)
        + content + [13, 10]
    } + Array("--\(boundary)--\r\n".utf8)
  }
}

extension TestService {
  /// Uploads and returns the id; the upload must be taken.
  func uploaded(
    _ body: [UInt8] = Array(Uploads.csv.utf8), _ type: String = "text/csv",
    _ headers: HTTPFields = [:], query: String = ""
  ) async throws -> String {
    let answer = try await upload(body, type, headers, query: query)
    guard answer.status == .created, let id = try answer.json["id"]?.stringValue else {
      throw Unexpected(description: "\(answer.status.code): \(answer.text)")
    }
    return id
  }
}
