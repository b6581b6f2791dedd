internal import HTTPCodec
internal import SpecJSON
internal import StrictJSON
internal import WebRouting

/// What specs can name.
enum CatalogueRoutes {
  typealias Action = @Sendable (APIServices, APIRequest) throws(Problem) -> HTTPResponse

  static let activations = answering { activationsJSON }
  static let losses = answering { lossesJSON }
  static let optimizers = answering { optimizersJSON }
  static let presets = answering { presetsJSON }
  static let schedules = answering { schedulesJSON }
  static let schemes = answering { schemesJSON }
  static let symmetryFactors = answering { symmetryFactorsJSON }

  // The catalogues are constants of the program: written once, at the first question.
  private static let activationsJSON = FixedAnswer(SpecWriter.activationsJSON().serialized())
  private static let lossesJSON = FixedAnswer(SpecWriter.lossesJSON().serialized())
  private static let optimizersJSON = FixedAnswer(SpecWriter.optimizersJSON().serialized())
  private static let presetsJSON = FixedAnswer(Preset.json().serialized())
  private static let schedulesJSON = FixedAnswer(SpecWriter.schedulesJSON().serialized())
  private static let schemesJSON = FixedAnswer(SpecWriter.schemesJSON().serialized())
  private static let symmetryFactorsJSON = FixedAnswer(
    SpecWriter.symmetryFactorsJSON().serialized())

  private static func answering(_ catalogue: @escaping @Sendable () -> FixedAnswer) -> Action {
    { (_, request) throws(Problem) in catalogue().response(to: request) }
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
