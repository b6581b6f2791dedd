internal import ByteCoding
internal import Crypto
internal import Experiments
internal import HTTPCodec
internal import Jobs
internal import KernelDispatch
internal import SpecJSON
internal import StrictJSON
internal import Threading
internal import WebRouting

/// What needs no job: verifications and predictions.
struct TheoryRoutes: Sendable {
  let specs: SpecIntake
  let analyses: AnalysisQueue
  let kernels: KernelVariant

  private static let request = FieldTable(subject: "a verification", names: ["figures"])

  func verify(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let names = try Self.figures(JSONBody.read(request.http))
    var figures: [VerificationReport.Figure] = []
    for name in names {
      // One after another, so that others get their turn in between, and each is joined by whoever
      // asks for it among other figures.
      figures.append(
        try await analyses.run(
          AnalysisRequest(
            key: "verification \(name)", owner: request.caller.owner,
            cost: VerificationReport.cost(name))
        ) { [kernels] in VerificationReport.measure(name, kernels: kernels) })
    }
    return .json(VerificationReport(figures: figures).json().serialized())
  }

  func predict(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let (key, cost) = try await prediction(request)
    let owner = request.caller.owner
    let body = try await analyses.run(
      AnalysisRequest(key: key, owner: owner, cost: cost)
    ) {
      let read = try BlockingCall.run {
        // Read again: while it waits, the request holds its body and no rows as numbers.
        var read = try await specs.spec(request).read
        read.spec = try await specs.datasets.fetching(read.spec, of: owner)
        return read
      }
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

extension TheoryRoutes {
  /// The key of a prediction among analyses, and what it would cost; throws what `spec` throws, and
  /// 422 where the spec is not modelled.
  private func prediction(_ request: APIRequest) async throws -> (key: String, cost: Double) {
    let spec = try await specs.spec(request).read.spec
    try spec.requireModelled()
    let body = request.http.body
    let digest = try await specs.threads.run(over: body.count) {
      SHA256.hash(data: body).hexadecimal
    }
    return ("prediction \(digest) \(request.caller.owner)", AnalysisCost.prediction(spec))
  }
}
