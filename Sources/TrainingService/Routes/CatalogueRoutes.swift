internal import HTTPCodec
internal import SpecJSON
internal import StrictJSON
internal import WebRouting

/// What specs can name.
struct CatalogueRoutes: Sendable {
  func activations(_ request: APIRequest) throws(Problem) -> HTTPResponse {
    Self.activationsJSON.response(to: request)
  }

  func losses(_ request: APIRequest) throws(Problem) -> HTTPResponse {
    Self.lossesJSON.response(to: request)
  }

  func optimizers(_ request: APIRequest) throws(Problem) -> HTTPResponse {
    Self.optimizersJSON.response(to: request)
  }

  func presets(_ request: APIRequest) throws(Problem) -> HTTPResponse {
    Self.presetsJSON.response(to: request)
  }

  func schedules(_ request: APIRequest) throws(Problem) -> HTTPResponse {
    Self.schedulesJSON.response(to: request)
  }

  func schemes(_ request: APIRequest) throws(Problem) -> HTTPResponse {
    Self.schemesJSON.response(to: request)
  }

  func symmetryFactors(_ request: APIRequest) throws(Problem) -> HTTPResponse {
    Self.symmetryFactorsJSON.response(to: request)
  }

  // The catalogues are constants of the program: written once, at the first question.
  private static let activationsJSON = FixedAnswer(SpecWriter.activationsJSON().serialized())
  private static let lossesJSON = FixedAnswer(SpecWriter.lossesJSON().serialized())
  private static let optimizersJSON = FixedAnswer(SpecWriter.optimizersJSON().serialized())
  private static let presetsJSON = FixedAnswer(Preset.json().serialized())
  private static let schedulesJSON = FixedAnswer(SpecWriter.schedulesJSON().serialized())
  private static let schemesJSON = FixedAnswer(SpecWriter.schemesJSON().serialized())
  private static let symmetryFactorsJSON = FixedAnswer(
    SpecWriter.symmetryFactorsJSON().serialized())
}

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
