import Foundation
import HTTPCodec
import StrictJSON
import Testing
import TrainingService
import WebRouting

/// Every series and list in every form, by `format`, by `Accept` and by the end of its path.
@Suite struct TableFormTests {
  private static let spec = """
    {"architecture": [2, 3, 2, 1], "seed": 1, "name": "a", "training": {"steps": 40},
     "record": {"points": 5}}
    """

  /// The targets of one of each, without a query.
  private func targets(_ service: TestService) async throws -> [String] {
    let path = try await service.train(Self.spec)
    let other = try await service.train(Specs.xor)
    let sweep = try await service.swept(Sweeps.grid, ["Prefer": "wait=60"])
    let ids = [path, other].map { $0.split(separator: "/").last ?? "" }.joined(separator: ",")
    return [
      "/v1/jobs", "/v1/sweeps", sweep + "/results", sweep + "/statistics",
      "/v1/curves?jobs=" + ids, "/v1/compare?jobs=" + ids,
      "/v1/compare?table=representations&jobs=" + ids, "/v1/datasets/xor/rows",
    ]
      + [
        "curves", "health", "similarity", "similarity/matrix", "measurements", "claims", "outputs",
      ].map { path + "/" + $0 }
  }

  @Test func everySeriesAndListHasEveryForm() async throws {
    let service = try await TestService(workers: 1)
    for target in try await targets(service) {
      let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
      let query = parts.count > 1 ? "?" + parts[1] : ""
      var texts: [String: String] = [:]
      for format in MediaFormat.tables {
        let named = try await service.get(
          parts[0] + (query.isEmpty ? "?" : query + "&") + "format=" + format.name)
        let accepted = try await service.get(target, ["Accept": format.type])
        let suffixed = try await service.get(parts[0] + "." + format.name + query)
        #expect(named.status == .ok, "\(target): \(named.text)")
        for response in [named, accepted, suffixed] {
          #expect(response.headers["content-type"] == format.contentType)
          #expect(response.text == named.text, "\(target) as \(format.name)")
          let name = response.headers["content-disposition"]
          #expect((name?.hasSuffix(".\(format.name)\"") ?? false) == format.isFile)
        }
        texts[format.name] = named.text
      }
      // The same rows and columns in each.
      let rows = try #require(try JSONValue.parse(texts["rows"] ?? "").arrayValue)
      let lines = (texts["ndjson"] ?? "").split(separator: "\n")
      #expect(try lines.map { try JSONValue.parse(String($0)) } == rows)
      let names = rows.first?.objectValue?.keys ?? []
      #expect(rows.allSatisfy { $0.objectValue?.keys.prefix(names.count) == names[...] })
      let csv = (texts["csv"] ?? "").split(separator: "\r\n")
      #expect(csv.first.map(String.init) == names.joined(separator: ","), "\(target)")
      #expect(csv.count == 1 + rows.count)
      let document = try await service.get(parts[0] + ".json" + query)
      #expect(document.text == (try await service.get(target)).text)
    }
  }

  /// A document's form at the end of a path, and where there is none.
  @Test(arguments: [
    ("/v1/jobs.xml", 404), ("/v1/schemes.csv", 404), ("/v1/jobs.csv?format=rows", 400),
    ("/v1/jobs.csv?format=csv", 200), ("/v1/jobs.csv?format=", 200), ("/v1/jobs.csv?x=1", 400),
    ("/healthz.json", 404),
  ])
  func endingsOfPaths(_ target: String, _ status: Int) async throws {
    let service = try await TestService(workers: 0)
    #expect(try await service.get(target).status.code == status)
  }

  @Test func filesAreNamed() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Self.spec)
    let id = path.split(separator: "/").last ?? ""
    for (target, name) in [
      (path + "/similarity/matrix.csv", "\(id)-similarity-matrix.csv"),
      (path + "/curves.ndjson", "\(id)-curves.ndjson"), ("/v1/jobs.csv", "jobs.csv"),
      ("/v1/datasets/xor/rows.csv", "xor-rows.csv"),
    ] {
      let response = try await service.get(target)
      #expect(response.headers["content-disposition"] == "attachment; filename=\"\(name)\"")
      // From the cache too; and not without content.
      let again = try await service.get(target)
      #expect(again.headers["content-disposition"] == response.headers["content-disposition"])
      let tag = try #require(response.headers["etag"])
      let held = try await service.get(target, ["If-None-Match": tag])
      #expect(held.status == .notModified)
      #expect(held.headers["content-disposition"] == nil)
    }
  }

  @Test func layersAreInLongForm() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Self.spec)
    let document = try await service.get(path + "/health").json
    let rows = try #require(
      try await service.get(path + "/health.rows").json.arrayValue)
    #expect(rows.count == 5 * 3)
    for (index, row) in rows.enumerated() {
      let (place, layer) = (index / 3, index % 3 + 1)
      #expect(row["layer"]?.int == layer)
      #expect(row["step"] == document.at("/columns/step/\(place)"))
      for name in ["activation_mean", "dead_fraction", "backpropagated_rms"] {
        #expect(row[name] == document.at("/columns/\(name)_\(layer)/\(place)"))
      }
      // The output is linear: it has no two ends.
      #expect(row["saturated_fraction"]?.isNull == (layer == 3))
    }
    // One measurement of all layers, in either form.
    let one = try await service.get(path + "/health.csv?metrics=dead_fraction").text
    #expect(one.hasPrefix("step,layer,dead_fraction\r\n"))
    let columns = try await service.get(path + "/health?metrics=dead_fraction").json["columns"]
    #expect(
      columns?.objectValue?.keys
        == ["step", "dead_fraction_1", "dead_fraction_2", "dead_fraction_3"])
    // Neuron by neuron.
    let matrix = try #require(
      try await service.get(path + "/similarity/matrix.rows?layer=1").json.arrayValue)
    let values = try await service.get(path + "/similarity/matrix?layer=1").json
    #expect(matrix.count == 9)
    for row in matrix {
      let (a, b) = (row["neuron"]?.int ?? -1, row["other_neuron"]?.int ?? -1)
      #expect(row["value"] == values.at("/values/\(a)/\(b)"))
    }
  }

  /// Dashboards draw over time: that of a row is when it was recorded.
  @Test func rowsTellWhenTheyWereRecorded() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Self.spec)
    let job = try await service.get(path).json
    let start = try moment(job["started_at"])
    let seconds = try #require(
      try await service.get(path + "/curves").json.at("/columns/seconds")?.arrayValue)
    for target in ["/curves.rows", "/similarity.rows", "/health.rows"] {
      let rows = try #require(try await service.get(path + target).json.arrayValue)
      let layers = rows.count / seconds.count
      for (index, row) in rows.enumerated() {
        let after = try moment(row["time"]).timeIntervalSince(start)
        // Times are written in milliseconds.
        #expect(abs(after - (seconds[index / layers].double ?? .nan)) < 0.0011)
      }
    }
    let chosen = try await service.get(path + "/curves.csv?metrics=train_loss&x=time").text
    #expect(chosen.hasPrefix("step,train_loss,time\r\n"))
    let without = try await service.get(path + "/curves.csv?metrics=train_loss").text
    #expect(without.hasPrefix("step,train_loss\r\n"))
    for query in ["x=time", "metrics=time"] {
      #expect(try await service.get(path + "/curves?" + query).problem == "invalid_query")
    }
  }

  private func moment(_ value: JSONValue?) throws -> Date {
    try Date(
      try #require(value?.stringValue),
      strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// Jobs that have recorded other things stand in one table.
  @Test func theCurvesOfManyJobsAreOneTable() async throws {
    let service = try await TestService(workers: 1)
    let first = try await service.train(Specs.xor)
    let second = try await service.train(
      """
      {"architecture": [2, 2, 1], "training": {"steps": 3, "batch_size": 2},
       "dataset": {"name": "moons", "test_share": 0.5}, "record": {"every": 1}}
      """)
    let ids = [first, second].map { String($0.split(separator: "/").last ?? "") }
    let target = "/v1/curves.rows?jobs=" + ids.joined(separator: ",")
    let rows = try #require(try await service.get(target).json.arrayValue)
    #expect(rows.count == 11 + 4)
    #expect(rows.prefix(11).allSatisfy { $0["job"]?.stringValue == ids[0] })
    #expect(rows.suffix(4).allSatisfy { $0["job"]?.stringValue == ids[1] })
    #expect(rows[0]["name"] == "clones")
    #expect(rows[0]["test_loss"] == .null)
    #expect(rows[11]["test_loss"]?.double != nil)
    #expect(rows[11]["step"] == 0)
  }

  @Test func emptyParametersAreNone() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Self.spec)
    for (target, empty) in [
      ("/curves", "metrics=&points=&x=&format="), ("/similarity/matrix", "layer=&of=&step="),
      ("/health", "points="), ("/measurements", "at=&since="),
    ] {
      let plain = try await service.get(path + target)
      #expect(try await service.get("\(path)\(target)?\(empty)").text == plain.text, "\(target)")
    }
    #expect(try await service.get("/v1/jobs?limit=&sort=&fields=&format=").status == .ok)
    #expect(try await service.get("/v1/jobs?lmit=").problem == "invalid_query")
  }

  @Test func listsForDashboards() async throws {
    let service = try await TestService(workers: 1)
    let first = try await service.train(Specs.xor)
    let second = try await service.train(Self.spec)
    let ids = [first, second].map { $0.split(separator: "/").last.map(String.init) }
    let rows = try #require(try await service.get("/v1/jobs.rows").json.arrayValue)
    #expect(rows.map { $0["id"]?.stringValue } == ids.reversed())
    let job = try await service.get(first).json
    for (name, pointer) in [
      ("state", "/state"), ("time", "/created_at"), ("finished_at", "/finished_at"),
      ("name", "/name"), ("labels", "/labels"), ("step", "/progress/step"),
      ("final_train_loss", "/result/final/train_loss"), ("outcome", "/result/outcome"),
      ("digest", "/result/digest"), ("seconds", "/result/seconds"),
    ] {
      #expect(rows[1][name] == job.at(pointer), "\(name)")
    }
    let chosen = try await service.get("/v1/jobs.csv?fields=final_train_loss,id&sort=created_at")
    let lines = chosen.text.split(separator: "\r\n")
    #expect(lines[0] == "final_train_loss,id")
    #expect(lines[1].hasSuffix(ids[0] ?? "?"))
    // Pages in the other order go on in it.
    let page = try await service.get("/v1/jobs.rows?sort=created_at&limit=1")
    let link = try #require(page.headers["link"])
    let next = try await service.get(String(link.dropFirst().prefix { $0 != ">" }))
    #expect(try next.json.at("/0/id")?.stringValue == ids[1])
    #expect(next.headers["link"] == nil)
    #expect(try await service.get("/v1/jobs?fields=id").problem == "invalid_query")
    let misspelt = try await service.get("/v1/jobs.rows?fields=final_train_los")
    #expect(try misspelt.json.at("/errors/0/suggestion") == "final_train_loss")
  }

  /// Who looks again at a list that has not changed is told so.
  @Test(arguments: ["/v1/jobs", "/v1/jobs.csv", "/v1/sweeps", "/v1/sweeps.rows"])
  func listsHaveTags(_ target: String) async throws {
    let service = try await TestService(workers: 0)
    _ = try await service.swept()
    let list = try await service.get(target)
    let tag = try #require(list.headers["etag"])
    let held = try await service.get(target, ["If-None-Match": tag])
    #expect(held.status == .notModified)
    #expect(held.text == "")
    _ = try await service.swept()
    let changed = try await service.get(target, ["If-None-Match": tag])
    #expect(changed.status == .ok)
    #expect(changed.headers["etag"] != tag)
  }
}
