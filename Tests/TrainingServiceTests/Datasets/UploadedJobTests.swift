import AccessKeys
import HTTPCodec
import StrictJSON
import Testing

/// Specs that name an uploaded data set by its id.
@Suite struct UploadedJobTests {
  private static let preparation = #""test_share": 0.25, "seed": 7, "standardize": true"#

  private func spec(_ dataset: String) -> String {
    """
    {"architecture": [2, 6, 1], "seed": 3, "dataset": {\(dataset), \(Self.preparation)},
     "training": {"steps": 50, "batch_size": 8}, "record": {"points": 5, "snapshots": 2}}
    """
  }

  private static let parts = ["symmetry", "claims", "diagnosis", "measurements"]

  /// The same rows by id, as CSV and as arrays are the same experiment.
  @Test func theResultIsThatOfTheRowsThemselves() async throws {
    let service = try await TestService(workers: 1)
    let id = try await service.uploaded()
    let byID = try await service.get(service.train(spec(#""id": "\#(id)""#))).json
    let csv = JSONValue.string(Uploads.csv).text
    let byText = try await service.get(service.train(spec(#""csv": \#(csv)"#))).json
    let rows = Uploads.csv.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let inputs = rows.map { "[\($0[0]),\($0[1])]" }.joined(separator: ",")
    let targets = rows.map { $0[2] == "same" ? "1" : "0" }.joined(separator: ",")
    let byRows = try await service.get(
      service.train(spec(#""inputs": [\#(inputs)], "targets": [\#(targets)]"#))
    ).json
    let digest = try #require(byID.at("/result/digest"))
    #expect(byText.at("/result/digest") == digest && byRows.at("/result/digest") == digest)
    #expect(
      try byID.at("/spec/dataset")
        == JSONValue.parse(#"{"id": "\#(id)", \#(Self.preparation)}"#))
    #expect(byID.at("/result/final/test_accuracy") != .null)
    // The normalised spec is the same job again.
    let again = try await service.get(service.train(#require(byID["spec"]).text)).json
    #expect(again["spec_digest"] == byID["spec_digest"])
    #expect(again.at("/result/digest") == digest)
  }

  @Test func analysesAreThoseOfTheRowsThemselves() async throws {
    let service = try await TestService(workers: 1)
    let id = try await service.uploaded()
    let byID = try await service.train(spec(#""id": "\#(id)""#))
    let byText = try await service.train(spec(#""csv": \#(JSONValue.string(Uploads.csv).text)"#))
    for part in Self.parts {
      let answer = try await service.get("\(byID)/\(part)")
      #expect(answer.status == .ok, "\(part): \(answer.text)")
      #expect(try await service.get("\(byText)/\(part)").body == answer.body, "\(part)")
    }
    let names = [byID, byText].map { $0.dropFirst("/v1/jobs/".count) }.joined(separator: ",")
    #expect(try await service.get("/v1/compare?jobs=\(names)").status == .ok)
    let predictions = try await [
      #""id": "\#(id)""#, #""csv": \#(JSONValue.string(Uploads.csv).text)"#,
    ]
    .asyncMap { try await service.send(.post, "/v1/predictions", body: spec($0)).json }
    #expect(predictions[0]["orbits"] != nil && predictions[0]["orbits"] == predictions[1]["orbits"])
    // The rows of all these were unpacked once: those of the upload, and those that came with a spec.
    #expect(service.datasets.contentReads == 2)
  }

  /// The matrix of what rows make of a layer needs rows that are not in the spec.
  @Test(arguments: ["activation", "gradient"])
  func matricesAreThoseOfTheRowsThemselves(kind: String) async throws {
    let service = try await TestService(workers: 1)
    let id = try await service.uploaded()
    let byID = try await service.train(spec(#""id": "\#(id)""#))
    let byText = try await service.train(spec(#""csv": \#(JSONValue.string(Uploads.csv).text)"#))
    let path = "similarity/matrix?layer=1&of=\(kind)"
    let answer = try await service.get("\(byID)/\(path)")
    #expect(answer.status == .ok, "\(answer.text)")
    #expect(try await service.get("\(byText)/\(path)").body == answer.body)
  }

  @Test func aDeletedDataSetLeavesWhatWasRecorded() async throws {
    let service = try await TestService(workers: 1)
    let id = try await service.uploaded()
    let job = try await service.train(spec(#""id": "\#(id)""#))
    let before = try await service.get(job).body
    // Asked before, so that the cache has them.
    for part in Self.parts + ["outputs"] {
      #expect(try await service.get("\(job)/\(part)").status == .ok)
    }
    #expect(try await service.send(.delete, "/v1/datasets/\(id)").status == .noContent)
    #expect(try await service.get("/v1/datasets/\(id)").problem == "dataset_not_found")
    #expect(try await service.send(.delete, "/v1/datasets/\(id)").status == .notFound)
    #expect(try await service.get(job).body == before)
    for part in ["curves", "similarity", "weights", "similarity/matrix?layer=1&step=0", "events"] {
      #expect(try await service.get("\(job)/\(part)").status == .ok, "\(part)")
    }
    for part in Self.parts + ["outputs", "similarity/matrix?of=activation"] {
      let answer = try await service.get("\(job)/\(part)")
      #expect(answer.status == .conflict && answer.problem == "dataset_deleted", "\(part)")
      #expect(answer.text.contains(id))
    }
    let refused = try await service.send(.post, "/v1/jobs", body: spec(#""id": "\#(id)""#))
    #expect(try refused.json.at("/errors/0/pointer") == "/dataset/id")
    // The same data come back under the same id, and with them the analyses.
    #expect(try await service.uploaded() == id)
    for part in Self.parts { #expect(try await service.get("\(job)/\(part)").status == .ok) }
  }

  @Test func aDataSetStaysWhileJobsNeedIt() async throws {
    let service = try await TestService(workers: 0)
    let id = try await service.uploaded()
    let job = try await service.submit(spec(#""id": "\#(id)""#))
    let refused = try await service.send(.delete, "/v1/datasets/\(id)")
    #expect(refused.status == .conflict && refused.problem == "dataset_in_use")
    #expect(try refused.json["jobs"] == [.string(String(job.dropFirst("/v1/jobs/".count)))])
    #expect(try await service.send(.post, job + "/cancel").status == .ok)
    #expect(try await service.send(.delete, "/v1/datasets/\(id)").status == .noContent)
  }

  @Test func aJobWhoseDataAreMissingFailsAndSaysSo() async throws {
    let service = try await TestService(workers: 0)
    let id = try await service.uploaded()
    let job = try await service.submit(spec(#""id": "\#(id)""#))
    // Behind the service's back, as when a database was changed by hand.
    let other = try await TestService(workers: 1, store: service.store)
    var json = try await other.get(job + "?wait=30").json
    if json["state"] == "running" { json = try await other.get(job + "?wait=30").json }
    #expect(json.at("/error/code") == "dataset_missing")
  }

  @Test(arguments: [
    (#"{"id": "ds_00000000000000000000000000"}"#, "unknown_name /dataset/id"),
    (#"{"id": "iris"}"#, "unknown_name /dataset/id"), (#"{"id": 3}"#, "wrong_type /dataset/id"),
    (#"{"id": "ds_x", "noise": 1}"#, "unknown_field /dataset/noise"),
  ])
  func unknownIdsAreFaults(dataset: String, expected: String) async throws {
    let service = try await TestService(workers: 0)
    for path in ["/v1/jobs", "/v1/predictions"] {
      let answer = try await service.send(
        .post, path, body: #"{"architecture": [2, 1], "dataset": \#(dataset)}"#)
      #expect(answer.status == .unprocessableContent)
      let fault = try #require(try answer.json.at("/errors/0"))
      #expect(
        "\(fault["code"]?.stringValue ?? "") \(fault["pointer"]?.stringValue ?? "")" == expected)
    }
  }

  @Test func whatDoesNotFitIsRefused() async throws {
    let service = try await TestService(workers: 0)
    let files = [("inputs", Uploads.pictures), ("targets", Uploads.labels)]
    let test = [("test_inputs", Uploads.pictures), ("test_targets", Uploads.labels)]
    let id = try await service.uploaded(Uploads.form(files: files + test), Uploads.formType)
    for (spec, expected) in [
      (
        #"{"architecture": [4, 3], "dataset": {"id": "\#(id)", "test_share": 0.5}}"#,
        "/dataset/test_share"
      ),
      (#"{"architecture": [4, 3], "dataset": {"id": "\#(id)", "seed": 2}}"#, "/dataset/seed"),
      (#"{"architecture": [3, 3], "dataset": {"id": "\#(id)"}}"#, "/architecture/0"),
      (#"{"architecture": [4, 2], "dataset": {"id": "\#(id)"}}"#, "/architecture/1"),
    ] {
      let answer = try await service.send(.post, "/v1/jobs", body: spec)
      #expect(answer.status == .unprocessableContent)
      #expect(try answer.json.at("/errors/0/pointer")?.stringValue == expected, "\(answer.text)")
    }
  }

  @Test func dataSetsAreTheirOwners() async throws {
    let keys = Keys()
    let (ada, bob) = (keys.make("ada"), keys.make("bob"))
    let service = try await TestService(workers: 0, keys: keys.ring)
    let id = try await service.uploaded(Array(Uploads.csv.utf8), "text/csv", ada)
    #expect(try await service.get("/v1/datasets/\(id)", ada).status == .ok)
    #expect(try await service.get("/v1/datasets/\(id)", bob).problem == "dataset_not_found")
    #expect(try await service.send(.delete, "/v1/datasets/\(id)", bob).status == .notFound)
    #expect(try await service.get("/v1/datasets", ada).json["items"]?.arrayValue?.count == 9)
    #expect(try await service.get("/v1/datasets", bob).json["items"]?.arrayValue?.count == 8)
    let job = spec(#""id": "\#(id)""#)
    #expect(try await service.send(.post, "/v1/jobs", ada, body: job).status == .accepted)
    let refused = try await service.send(.post, "/v1/jobs", bob, body: job)
    #expect(try refused.json.at("/errors/0/pointer") == "/dataset/id")
    // The same content is bob's too, once it is uploaded by him.
    #expect(try await service.uploaded(Array(Uploads.csv.utf8), "text/csv", bob) == id)
    #expect(try await service.send(.post, "/v1/jobs", bob, body: job).status == .accepted)
  }
}

extension Sequence {
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows
    -> [Value]
  {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
