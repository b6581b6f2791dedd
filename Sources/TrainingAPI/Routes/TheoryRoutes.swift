internal import HTTPCodec
internal import JobQueue
internal import StrictJSON
internal import TrainingCore

/// What needs no job: verifications and predictions.
enum TheoryRoutes {
  private static let request = FieldTable(subject: "a verification", names: ["figures"])

  @Sendable static func verify(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let names = try figures(JSONBody.read(request.http))
    let kernels = KernelVariant(rawValue: services.status.kernels) ?? .best
    var figures: [VerificationReport.Figure] = []
    for name in names {
      // One after another, so that other verifications get their turn in between.
      figures.append(
        try await services.verifying.run { VerificationReport.measure(name, kernels: kernels) })
    }
    return .json(VerificationReport(figures: figures).json().serialized())
  }

  @Sendable static func predict(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    var read = try await services.spec(request)
    read.spec = try await services.datasets.fetching(read.spec, of: request.caller.owner)
    try read.spec.requireModelled()
    let body = try await services.computing.run { [read] in
      var answer = JSONObject(unique: [("spec", SpecWriter.json(read))])
      for (name, value) in PredictionReport(spec: read.spec).members() { answer[name] = value }
      return JSONValue.object(answer).serialized()
    }
    return .json(body)
  }

  /// The figures that `{"figures": […]}` names; all where it names none.
  private static func figures(_ body: JSONValue) throws(Problem) -> [String] {
    let faults = FaultList(capacity: SpecLimits.standard.faults)
    let root = Cursor(value: body, pointer: .root, faults: faults)
    var chosen: [String] = VerificationReport.names
    if let fields = Fields(root, request), let list = fields["figures"] {
      chosen =
        list.elements()?.compactMap { $0.name("a figure", among: VerificationReport.names) } ?? []
      if chosen.isEmpty, faults.isEmpty {
        list.fault(.outOfRange, "`figures` must name one at least.")
      }
    }
    guard faults.isEmpty else { throw Problem(SpecFaults(faults: faults.list())) }
    // Each once, in the order of the catalogue.
    return VerificationReport.names.filter(chosen.contains)
  }
}
