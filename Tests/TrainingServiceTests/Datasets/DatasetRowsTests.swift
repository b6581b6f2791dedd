import HTTPCodec
import StrictJSON
import Testing

/// `GET /v1/datasets/{id}/rows`: what a network saw.
@Suite struct DatasetRowsTests {
  private static let csv = "w,h,kind\n1,10,b\n2,20,a\n4,20,b\n9,50,a\n"

  /// Means 4 and 25, deviations √9.5 and √225; computed in NumPy.
  private static let standardized = [
    [-0.9733285267845753, -1.0], [-0.6488856845230502, -0.3333333333333333],
    [0.0, -0.3333333333333333], [1.6222142113076254, 1.6666666666666667],
  ]

  @Test func theRestOfAnAnswerIsLinked() async throws {
    let service = try await TestService(workers: 0)
    let rows = "/v1/datasets/digits/rows"
    let first = try await service.get("\(rows)?offset=0&format=csv&limit=10")
    #expect(first.headers["link"] == "<\(rows)?format=csv&limit=10&offset=10>; rel=\"next\"")
    let last = try await service.get("\(rows)?offset=1790&format=csv&limit=10")
    #expect(last.status == .ok && last.headers["link"] == nil)
  }

  @Test func builtInRowsAreThere() async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.get("/v1/datasets/xor/rows")
    let json = try answer.json
    #expect(
      json["inputs"] == [[0, 0], [0, 1], [1, 0], [1, 1]] && json["targets"] == [0, 1, 1, 0])
    #expect(json["total"] == 4 && json["offset"] == 0 && json["next"]?.isNull == true)
    #expect(json["task"] == "classification" && json["classes"] == 2 && json["split"] == "train")
    #expect(json.at("/dataset/name") == "xor")
    let csv = try await service.get("/v1/datasets/xor/rows?format=csv")
    #expect(csv.text == "x1,x2,y\r\n0,0,0\r\n0,1,1\r\n1,0,1\r\n1,1,0\r\n")
    let tag = try #require(answer.headers["etag"])
    #expect(tag != csv.headers["etag"])
    let again = try await service.get("/v1/datasets/xor/rows", ["If-None-Match": tag])
    #expect(again.status == .notModified)
    let other = try await service.get("/v1/datasets/xor/rows?limit=3", ["If-None-Match": tag])
    #expect(other.status == .ok)
  }

  @Test func uploadsAreShownAsNetworksSeeThem() async throws {
    let service = try await TestService(workers: 0)
    let id = try await service.uploaded(Array(Self.csv.utf8))
    let path = "/v1/datasets/\(id)/rows"
    let json = try await service.get(path + "?standardize=true").json
    let inputs = try #require(json["inputs"]?.arrayValue).map {
      $0.arrayValue?.compactMap(\.double) ?? []
    }
    #expect(inputs.count == 4)
    for (row, expected) in zip(inputs, Self.standardized) {
      #expect(zip(row, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    }
    #expect(json["targets"] == [1, 0, 1, 0] && json["class_names"] == ["a", "b"])
    #expect(json["feature_names"] == ["w", "h"] && json["target_names"] == ["kind"])
    #expect(
      json["dataset"] == ["id": .string(id), "test_share": 0, "seed": 0, "standardize": true])
    let csv = try await service.get(path, ["Accept": "text/csv"])
    #expect(csv.text.hasPrefix("w,h,kind\r\n1,10,1\r\n2,20,0\r\n"))
  }

  /// Both parts of a split are the whole, and those that a job is trained and tested on.
  @Test func splitsAndPages() async throws {
    let service = try await TestService(workers: 1)
    let id = try await service.uploaded()
    let path = "/v1/datasets/\(id)/rows?test_share=0.25&seed=3"
    let train = try await service.get(path).json
    let test = try await service.get(path + "&split=test").json
    #expect(train["total"] == 30 && test["total"] == 10)
    let whole = try await service.get("/v1/datasets/\(id)/rows").json
    let parts = (train["inputs"]?.arrayValue ?? []) + (test["inputs"]?.arrayValue ?? [])
    #expect(
      Set(parts.map(\.text)) == Set(whole["inputs"]?.arrayValue?.map(\.text) ?? []))
    var pages: [JSONValue] = []
    var offset: Int? = 0
    while let start = offset {
      let page = try await service.get(path + "&limit=7&offset=\(start)").json
      pages += page["inputs"]?.arrayValue ?? []
      offset = page["next"]?.int
    }
    #expect(pages == train["inputs"]?.arrayValue)
    let beyond = try await service.get(path + "&offset=99").json
    #expect(beyond["inputs"] == [] && beyond["targets"] == [] && beyond["next"]?.isNull == true)
    let job = try await service.train(
      #"{"architecture":[2,3,1],"training":{"steps":3},"dataset":{"id":"\#(id)","test_share":0.25,"seed":3}}"#
    )
    let outputs = try await service.get(job + "/outputs?split=test").json
    #expect(outputs["targets"] == test["targets"] && outputs["total"] == 10)
  }

  @Test(arguments: [
    ("xor/rows?split=test", 422, "unavailable_selection"),
    ("xor/rows?split=all", 400, "invalid_query"), ("xor/rows?limit=0", 400, "invalid_query"),
    ("xor/rows?limit=100001", 400, "invalid_query"), ("xor/rows?offset=-1", 400, "invalid_query"),
    ("xor/rows?noise=0.5", 400, "invalid_query"), ("xor/rows?seed=1", 400, "invalid_query"),
    ("moons/rows?samples=1", 400, "invalid_query"), ("moons/rows?samples=x", 400, "invalid_query"),
    ("moons/rows?standardize=yes", 400, "invalid_query"),
    ("circles/rows?test_share=0.5", 400, "invalid_query"),
    ("exor/rows", 404, "dataset_not_found"),
    ("ds_00000000000000000000000000/rows", 404, "dataset_not_found"),
    ("xor/rows?name=moons", 400, "invalid_query"),
  ])
  func whatIsRefused(target: String, status: UInt16, problem: String) async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.get("/v1/datasets/" + target)
    #expect(Int(answer.status.code) == Int(status) && answer.problem == problem, "\(answer.text)")
  }

  @Test func faultsNameTheirParameters() async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.get("/v1/datasets/moons/rows?samples=1&noise=2").json
    let parameters = answer["errors"]?.arrayValue?.compactMap { $0["parameter"]?.stringValue }
    #expect(parameters == ["samples", "noise"])
  }

  /// A page of more numbers than one answer has is cut, and says where the rest begins.
  @Test func answersAreBounded() async throws {
    let service = try await TestService(workers: 0)
    let json = try await service.get("/v1/datasets/digits/rows?limit=100000").json
    #expect(json["total"] == 1797 && json["next"]?.isNull == true)
    let columns = 1000
    let row = (0..<columns).map { "\($0)" }.joined(separator: ",")
    let csv = Array(repeating: row + ",0.5\n", count: 1100).joined()
    let id = try await service.uploaded(Array(csv.utf8), query: "?header=false")
    let answer = try await service.get("/v1/datasets/\(id)/rows?limit=100000&format=csv")
    #expect(answer.stream != nil)
    let head = try await service.get("/v1/datasets/\(id)/rows?limit=2000&offset=990").json
    #expect(head["total"] == 1100 && head["inputs"]?.arrayValue?.count == 110)
  }
}
