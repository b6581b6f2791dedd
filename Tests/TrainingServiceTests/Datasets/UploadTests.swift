import HTTPCodec
import StrictJSON
import Testing
import TrainingService
import WebRouting

/// `POST /v1/datasets` in every form, and what it refuses.
@Suite struct UploadTests {
  private func coded(_ bytes: [UInt8]) throws -> [UInt8] { try #require(Gzip.encode(bytes)) }

  @Test func csvIsTaken() async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.upload(
      Array(Uploads.csv.utf8), "text/csv; charset=utf-8", query: "?name=signs")
    #expect(answer.status == .created)
    let json = try answer.json
    let id = try #require(json["id"]?.stringValue)
    #expect(id.hasPrefix("ds_") && id.utf8.count == 29)
    #expect(answer.headers["location"] == "/v1/datasets/\(id)")
    #expect(json["name"] == "signs" && json["rows"] == 40 && json["test_rows"] == 0)
    #expect(json["features"] == 2 && json["task"] == "classification" && json["classes"] == 2)
    #expect(json["feature_names"] == ["x", "y"] && json["target_names"] == ["kind"])
    #expect(json["class_names"] == ["other", "same"] && json["outputs"] == [1, 2])
    #expect(json["created_at"] == "2000-02-29T12:34:56.789Z")
    let shown = try await service.get("/v1/datasets/\(id)")
    #expect(shown.status == .ok && shown.body == answer.body)
    let tag = try #require(shown.headers["etag"])
    let again = try await service.get("/v1/datasets/\(id)", ["If-None-Match": tag])
    #expect(again.status == .notModified)
    let list = try #require(try await service.get("/v1/datasets").json["items"]?.arrayValue)
    #expect(list.count == 9 && list.first?["name"] == "xor" && list.last == json)
  }

  /// Rows have one id, whatever they were sent as.
  @Test func equalRowsAreOneDataSet() async throws {
    let service = try await TestService(workers: 0)
    let form = Uploads.form(files: [("inputs", Uploads.pictures), ("targets", Uploads.labels)])
    let id = try await service.uploaded(form, Uploads.formType)
    let rows = (0..<6).map { row in
      (0..<4).map { JSONValue.number(JSONNumber((row * 4 + $0) * 10)) }
    }
    let json: JSONValue = [
      "inputs": .array(rows.map { .array($0) }), "targets": [0, 1, 2, 0, 1, 2],
    ]
    let files = [("inputs", try coded(Uploads.pictures)), ("targets", Uploads.labels)]
    let same: [([UInt8], String, HTTPFields)] = [
      (json.serialized(), "application/json", [:]),
      (try coded(json.serialized()), "application/json", ["Content-Encoding": "gzip"]),
      (Uploads.form(files: files), Uploads.formType, [:]),
      (try coded(Uploads.form(files: files)), Uploads.formType, ["Content-Encoding": "x-gzip"]),
      (
        Uploads.form([("task", "classification"), ("classes", "3")], files: files.reversed()),
        Uploads.formType, [:]
      ),
    ]
    for (body, type, headers) in same {
      let answer = try await service.upload(body, type, headers)
      #expect(answer.status == .ok, "\(answer.text)")
      #expect(try answer.json["id"]?.stringValue == id)
      #expect(answer.headers["location"] == "/v1/datasets/\(id)")
    }
    let others = [
      Uploads.form([("classes", "4")], files: files),
      Uploads.form([("task", "regression")], files: files),
      Uploads.form([("divisor", "255")], files: files),
      Uploads.form(
        files: files + [("test_inputs", Uploads.pictures), ("test_targets", Uploads.labels)]),
    ]
    var ids: Set = [id]
    for body in others { ids.insert(try await service.uploaded(body, Uploads.formType)) }
    #expect(ids.count == 5)
  }

  @Test func csvIsTakenGzippedAndInAForm() async throws {
    let service = try await TestService(workers: 0)
    let csv = Array(Uploads.csv.utf8)
    let id = try await service.uploaded()
    let forms: [([UInt8], String)] = [
      (try coded(csv), "text/csv"),
      (Uploads.form(files: [("csv", try coded(csv))]), Uploads.formType),
      (
        Uploads.form([("target", "kind")], files: [("csv", [0xEF, 0xBB, 0xBF] + csv)]),
        Uploads.formType
      ),
      (JSONValue.object(["csv": .string(Uploads.csv)]).serialized(), "application/json"),
    ]
    for (body, type) in forms {
      let answer = try await service.upload(body, type)
      #expect(try answer.status == .ok && answer.json["id"]?.stringValue == id, "\(answer.text)")
    }
    let two = try await service.upload(
      csv.map { $0 == UInt8(ascii: "m") ? UInt8(ascii: "n") : $0 }, "text/csv",
      query: "?target=y&target=x&task=regression")
    #expect(two.status == .unprocessableContent)
    #expect(try two.json.at("/errors/0/detail")?.stringValue?.hasPrefix("Line 2, column 3") == true)
  }

  @Test(arguments: [
    ("a,y\n1,0\n2,1\n3,1\n", "classification"), ("a,y\n1,0\n2,2\n3,1\n", "classification"),
    ("a,y\n1,0.5\n2,1\n", "regression"), ("a,y\n1,b\n2,b\n", "classification"),
    ("a,y\n" + (1...21).map { "\($0),\(3 * $0)\n" }.joined(), "regression"),
  ])
  func whatTargetsAre(csv: String, task: String) async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.upload(Array(csv.utf8), "text/csv")
    #expect(try answer.json["task"]?.stringValue == task, "\(answer.text)")
  }

  /// Faults of the rows: the status, and code and pointer of each.
  @Test(
    arguments: [
      ("a,b,y\n1,x,0\n,2,1\n", "", "not_a_number /csv", "not_a_number /csv"),
      ("a,y\n1,0\n2,1", "?target=z&task=class&classes=x&divisor=0&name=", "", ""),
      ("a,y\n1,0.5\n2,1", "?task=classification", "not_whole /csv", nil),
      ("a,y\n1,0\n2,7", "?classes=3", "out_of_range /csv", nil),
      ("a,y\n1,b\n2,c", "?task=regression", "mismatch /task", nil),
      ("a,y\n1,0\n2,1", "?classes=3&task=regression", "mismatch /classes", nil),
      ("", "", "mismatch /csv", nil), ("\u{1}", "", "mismatch /csv", nil),
    ] as [(String, String, String, String?)])
  func faultsOfCSV(csv: String, query: String, first: String, second: String?) async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.upload(Array(csv.utf8), "text/csv", query: query)
    #expect(answer.status == .unprocessableContent && answer.problem == "invalid_dataset")
    let faults = try #require(try answer.json["errors"]?.arrayValue).map {
      "\($0["code"]?.stringValue ?? "") \($0["pointer"]?.stringValue ?? "")"
    }
    if first.isEmpty {
      #expect(
        Set(faults) == [
          "unknown_name /target", "unknown_name /task", "not_a_number /classes",
          "out_of_range /divisor", "out_of_range /name",
        ])
    } else {
      #expect(faults == [first, second].compactMap(\.self))
    }
  }

  @Test func textMustBeUTF8() async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.upload([0x61, 0x2C, 0xFF, 0x0A], "text/csv")
    #expect(answer.status == .unprocessableContent && answer.text.contains("UTF-8"))
  }

  @Test(
    arguments: [
      ([("inputs", Uploads.pictures)], "missing /targets"),
      ([("targets", Uploads.labels)], "missing /inputs"),
      (
        [("inputs", Uploads.pictures), ("targets", Uploads.idx([5], [0, 1, 2, 0, 1]))],
        "mismatch /targets"
      ),
      ([("inputs", Uploads.labels.dropLast()), ("targets", Uploads.labels)], "mismatch /inputs"),
      (
        [
          ("inputs", Uploads.pictures), ("targets", Uploads.labels),
          ("csv", Array("a,b\n1,2".utf8)),
        ], "unknown_field /inputs"
      ),
      (
        [
          ("inputs", Uploads.pictures), ("targets", Uploads.labels),
          ("test_inputs", Uploads.pictures),
        ], "missing /test_targets"
      ),
      (
        [
          ("inputs", Uploads.pictures), ("targets", Uploads.labels),
          ("test_inputs", Uploads.idx([6, 3], [UInt8](repeating: 0, count: 18))),
          ("test_targets", Uploads.labels),
        ], "mismatch /test_inputs"
      ),
    ] as [([(String, [UInt8])], String)])
  func faultsOfFiles(files: [(String, [UInt8])], expected: String) async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.upload(Uploads.form(files: files), Uploads.formType)
    #expect(answer.status == .unprocessableContent)
    let fault = try #require(try answer.json.at("/errors/0"))
    #expect(
      "\(fault["code"]?.stringValue ?? "") \(fault["pointer"]?.stringValue ?? "")" == expected)
  }

  @Test func unknownFieldsAreToldWithTheNearestName() async throws {
    let service = try await TestService(workers: 0)
    let form = Uploads.form(
      [("divisr", "255")], files: [("inputs", Uploads.pictures), ("targets", Uploads.labels)])
    let answer = try await service.upload(form, Uploads.formType)
    #expect(try answer.json.at("/errors/0/suggestion") == "divisor")
  }

  @Test(
    arguments: [
      (nil, nil), ("application/octet-stream", nil), ("application/x-www-form-urlencoded", nil),
      ("text/csv; charset=latin1", nil), ("text/csv", "br"), ("text/csv", "gzip, gzip"),
    ] as [(String?, String?)])
  func otherTypesAndCodingsAre415(type: String?, coding: String?) async throws {
    let service = try await TestService(workers: 0)
    var headers: HTTPFields = ["Host": "localhost"]
    if let type { headers["Content-Type"] = type }
    if let coding { headers["Content-Encoding"] = coding }
    let request = try HTTPRequest(
      method: .post, target: "/v1/datasets", headers: headers, body: Array(Uploads.csv.utf8))
    guard case .pending(let work) = service.api.handle(request) else {
      throw Unexpected(description: "no answer to wait for")
    }
    let answer = await work()
    #expect(answer.status == .unsupportedMediaType)
    #expect((answer.headers["accept-post"] != nil) == (coding == nil))
  }

  @Test func brokenFramesAndCodingsAre400() async throws {
    let service = try await TestService(workers: 0)
    let files = [("inputs", Uploads.pictures), ("targets", Uploads.labels)]
    let twice = Uploads.form(files: files + files)
    let csv = try coded(Array(Uploads.csv.utf8))
    let named = Uploads.form([("name", "a"), ("name", "b")], files: files)
    let broken: [([UInt8], String, HTTPFields, String)] = [
      (Array(Uploads.form(files: files).dropLast(9)), Uploads.formType, [:], "invalid_form"),
      (Uploads.form(files: files), "multipart/form-data", [:], "invalid_form"),
      (Uploads.form(files: files), "multipart/form-data; boundary=other", [:], "invalid_form"),
      (twice, Uploads.formType, [:], "invalid_form"),
      (named, Uploads.formType, [:], "invalid_form"),
      (Array(csv.dropLast()), "text/csv", [:], "invalid_coding"),
      (Array(Uploads.csv.utf8), "text/csv", ["Content-Encoding": "gzip"], "invalid_coding"),
      (Array("{".utf8), "application/json", [:], "invalid_json"),
    ]
    for (body, type, headers, problem) in broken {
      let answer = try await service.upload(body, type, headers)
      #expect(answer.status == .badRequest && answer.problem == problem, "\(answer.text)")
    }
    let misplaced = try await service.upload(
      Uploads.form(files: files), Uploads.formType, query: "?name=a")
    #expect(misplaced.status == .badRequest && misplaced.problem == "invalid_query")
  }

  @Test func anArrayIsNoUpload() async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.upload(Array("[]".utf8), "application/json")
    #expect(answer.status == .unprocessableContent && answer.problem == "invalid_dataset")
  }
}
