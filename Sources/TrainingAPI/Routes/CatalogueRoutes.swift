internal import HTTPCodec
internal import StrictJSON

/// What specs can name.
enum CatalogueRoutes {
  // The catalogues are constants of the program: written once, at the first question.
  private static let schemesJSON = FixedAnswer(SpecWriter.schemesJSON().serialized())
  private static let presetsJSON = FixedAnswer(Preset.json().serialized())

  @Sendable static func presets(
    _ services: APIServices, _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    presetsJSON.response(to: request)
  }

  private static let optimizersJSON = FixedAnswer(SpecWriter.optimizersJSON().serialized())
  private static let schedulesJSON = FixedAnswer(SpecWriter.schedulesJSON().serialized())
  private static let activationsJSON = FixedAnswer(SpecWriter.activationsJSON().serialized())
  private static let lossesJSON = FixedAnswer(SpecWriter.lossesJSON().serialized())
  private static let symmetryFactorsJSON = FixedAnswer(
    SpecWriter.symmetryFactorsJSON().serialized())

  @Sendable static func optimizers(
    _ services: APIServices, _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    optimizersJSON.response(to: request)
  }

  @Sendable static func schedules(
    _ services: APIServices, _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    schedulesJSON.response(to: request)
  }

  @Sendable static func activations(
    _ services: APIServices, _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    activationsJSON.response(to: request)
  }

  @Sendable static func losses(
    _ services: APIServices, _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    lossesJSON.response(to: request)
  }

  @Sendable static func symmetryFactors(
    _ services: APIServices, _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    symmetryFactorsJSON.response(to: request)
  }

  @Sendable static func schemes(
    _ services: APIServices, _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    schemesJSON.response(to: request)
  }
}

/// A body that never changes while the program runs, with its tag, plain and gzipped.
struct FixedAnswer: Sendable {
  private let plain: HTTPResponse
  private let coded: HTTPResponse

  init(_ body: [UInt8]) {
    plain = HTTPResponse(status: .ok, headers: ["ETag": EntityTag(of: body).text], body: body)
    coded = plain.gzipped()
  }

  func response(to request: APIRequest) -> HTTPResponse {
    var response = plain.isWorthCoding(for: request.codings) ? coded : plain
    response.headers["Content-Type"] = request.format.contentType
    return response.conditional(on: request.http)
  }
}
