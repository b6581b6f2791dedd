import HTTPCodec
import SpecJSON
import StrictJSON
import Testing
import WebRouting

/// What bounds uploads: each limit is met and passed by one.
@Suite struct UploadLimitTests {
  private static let files = [("inputs", Uploads.pictures), ("targets", Uploads.labels)]
  private static let form = Uploads.form(files: files)

  private func answer(
    _ body: [UInt8], _ type: String, _ headers: HTTPFields = [:],
    _ change: (inout DatasetLimits) -> Void
  ) async throws -> HTTPResponse {
    var limits = DatasetLimits()
    change(&limits)
    return try await TestService(workers: 0, datasetLimits: limits).upload(body, type, headers)
  }

  @Test(
    arguments: [
      (\.rows, 6), (\.features, 4), (\.numbers, 30),
    ] as [(any WritableKeyPath<DatasetLimits, Int> & Sendable, Int)])
  func sizesOfRows(path: any WritableKeyPath<DatasetLimits, Int> & Sendable, most: Int) async throws
  {
    let csv = Array(
      "a,b,c,d,y\n1,2,3,4,0\n1,2,3,4,1\n1,2,3,4,0\n1,2,3,4,1\n1,2,3,4,0\n1,2,3,4,1".utf8)
    let rows = JSONValue.array(Array(repeating: [1, 2, 3, 4], count: 6))
    let json = JSONValue.object(["inputs": rows, "targets": [0, 1, 0, 1, 0, 1]]).serialized()
    for (body, type) in [
      (Self.form, Uploads.formType), (csv, "text/csv"), (json, "application/json"),
    ] {
      let taken = try await answer(body, type) { $0[keyPath: path] = most }
      #expect(taken.status == .created, "\(taken.text)")
      let refused = try await answer(body, type) { $0[keyPath: path] = most - 1 }
      #expect(
        refused.status == .contentTooLarge && refused.problem == "dataset_too_large",
        "\(refused.text)")
      #expect(try refused.json.at("/errors/0/code") == "too_costly")
    }
  }

  /// The bytes of all files together, gzipped or not.
  @Test func bytesThatComeOut() async throws {
    let files = try Self.files.map { ($0.0, try #require(Gzip.encode($0.1))) }
    let total = Self.files.reduce(0) { $0 + $1.1.count }
    for body in [Self.form, Uploads.form(files: files)] {
      // What is kept has a header, but its tables are counted alone.
      #expect(try await answer(body, Uploads.formType) { $0.bytes = total }.status == .created)
      let refused = try await answer(body, Uploads.formType) { $0.bytes = total - 1 }
      #expect(refused.status == .contentTooLarge && refused.problem == "dataset_too_large")
      #expect(refused.text.contains("max-dataset-bytes"))
    }
  }

  /// A few kilobytes that would be many megabytes.
  @Test func bombsAreRefused() async throws {
    let zeros = try #require(Gzip.encode([UInt8](repeating: 0x30, count: 8 << 20)))
    #expect(zeros.count < 10_000)
    let limit = { (limits: inout DatasetLimits) in limits.bytes = 1 << 20 }
    let twice = try #require(Gzip.encode(zeros))
    let coded: HTTPFields = ["Content-Encoding": "gzip"]
    let bombs: [([UInt8], String, HTTPFields)] = [
      (zeros, "text/csv", [:]), (zeros, "text/csv", coded), (twice, "text/csv", coded),
      (zeros, "application/json", coded),
      (Uploads.form(files: [("inputs", zeros), ("targets", zeros)]), Uploads.formType, [:]),
    ]
    for (body, type, headers) in bombs {
      let answer = try await answer(body, type, headers, limit)
      #expect(answer.status == .contentTooLarge && answer.problem == "dataset_too_large")
    }
  }

  @Test func jsonIsForWhatIsSmall() async throws {
    let blanks = [UInt8](repeating: 0x20, count: DatasetLimits.jsonBytes - 2)
    let whole = try await answer(Array("{}".utf8) + blanks, "application/json") { _ in }
    #expect(whole.status == .unprocessableContent)
    let more = try await answer(Array("{ }".utf8) + blanks, "application/json") { _ in }
    #expect(more.status == .contentTooLarge)
  }

  @Test func uploadsOfOneOwner() async throws {
    var limits = DatasetLimits()
    limits.uploads = 1
    let service = try await TestService(workers: 0, datasetLimits: limits)
    let id = try await service.uploaded()
    #expect(try await service.upload(Array(Uploads.csv.utf8), "text/csv").status == .ok)
    let refused = try await service.upload(Self.form, Uploads.formType)
    #expect(refused.status == .conflict && refused.problem == "dataset_quota")
    #expect(try refused.json["limit"] == "count")
    #expect(try await service.send(.delete, "/v1/datasets/\(id)").status == .noContent)
    _ = try await service.uploaded(Self.form, Uploads.formType)
  }

  @Test func bytesOfOneOwner() async throws {
    let first = try await TestService(workers: 0)
    let id = try await first.uploaded()
    let bytes = try #require(try await first.get("/v1/datasets/\(id)").json["bytes"]?.int)
    var limits = DatasetLimits()
    limits.ownerBytes = bytes
    let service = try await TestService(workers: 0, datasetLimits: limits)
    _ = try await service.uploaded()
    let refused = try await service.upload(Self.form, Uploads.formType)
    #expect(try refused.json["limit"] == "bytes" && refused.status == .conflict)
  }
}
