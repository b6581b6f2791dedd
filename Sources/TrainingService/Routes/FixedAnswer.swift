internal import HTTPCodec
internal import WebRouting

/// A body that never changes while the program runs, with its tag, plain and gzipped.
struct FixedAnswer: Sendable {
  private let plain: HTTPResponse
  private let coded: HTTPResponse

  init(_ body: [UInt8]) {
    plain = HTTPResponse(status: .ok, headers: ["ETag": EntityTag(of: body).text], body: body)
    coded = plain.gzipped()
  }

  /// The answer, as the format that was chosen for the request unless `contentType` says another.
  func response(to request: APIRequest, contentType: String? = nil) -> HTTPResponse {
    var response = plain.isWorthCoding(for: request.codings) ? coded : plain
    response.headers["Content-Type"] = contentType ?? request.format.contentType
    return response.conditional(on: request.http)
  }
}
