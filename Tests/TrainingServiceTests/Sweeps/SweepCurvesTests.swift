import HTTPCodec
import StrictJSON
import Testing

/// Curves of a sweep gathered over its seeds.
@Suite struct SweepCurvesTests {
  private static let grid = """
    {"spec": {"architecture": [2, 3, 1], "training": {"steps": 20}, "record": {"every": 4}},
     "grid": {"alpha": [0.5, 2], "seed": [1, 2, 3, 4]}}
    """

  /// Each number is what follows from the jobs' own curves: the mean as a sum over the count, the
  /// deviation with n - 1, the quartiles by linear interpolation, which of four are at 0.75 and 2.25.
  @Test func everyStepIsDistributedAsTheJobsAre() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Self.grid, ["Prefer": "wait=60"])
    let answer = try await service.get(path + "/curves?metrics=train_loss,gradient_norm").json
    #expect(answer["by"] == ["/alpha"] && answer["over"] == ["/seed"])
    let groups = try #require(answer["groups"]?.arrayValue)
    #expect(groups.map { $0["jobs"] } == [4, 4])
    let jobs = try await service.jobs(of: path)
    for (place, group) in groups.enumerated() {
      #expect(group["steps"] == [0, 4, 8, 12, 16, 20])
      for metric in ["train_loss", "gradient_norm"] {
        var curves: [[Double]] = []
        for job in jobs[4 * place..<4 * place + 4] {
          let own = try #require(job.at("/links/curves")?.stringValue)
          let column = try await service.get(own).json.at("/columns/\(metric)")?.arrayValue ?? []
          curves.append(column.compactMap(\.double))
        }
        for step in 0..<6 {
          let values = curves.map { $0[step] }.sorted()
          let mean = values.reduce(0, +) / 4
          let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
          for (name, expected) in [
            ("count", 4), ("mean", mean), ("deviation", (squares / 3).squareRoot()),
            ("min", values[0]), ("max", values[3]), ("median", (values[1] + values[2]) / 2),
            ("lower_quartile", values[0] + 0.75 * (values[1] - values[0])),
            ("upper_quartile", values[2] + 0.25 * (values[3] - values[2])),
          ] {
            let found = group.at("/metrics/\(metric)/\(name)/\(step)")?.double ?? .nan
            #expect(abs(found - expected) <= 1e-12 * max(1, abs(expected)), "\(metric) \(name)")
          }
        }
      }
    }
  }

  @Test func rowsHaveARowAGroupAndStep() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Self.grid, ["Prefer": "wait=60"])
    let rows = try #require(try await service.get(path + "/curves.rows?points=3").json.arrayValue)
    #expect(rows.count == 6)
    #expect(rows.map { $0["step"]?.int } == [0, 8, 20, 0, 8, 20])
    #expect(rows.map { $0["/alpha"]?.double } == [0.5, 0.5, 0.5, 2, 2, 2])
    let document = try await service.get(path + "/curves?points=3").json
    #expect(rows[4]["train_loss_mean"] == document.at("/groups/1/metrics/train_loss/mean/1"))
    #expect(rows[4]["jobs"] == 4)
    let csv = try await service.get(path + "/curves.csv?over=/alpha,/seed")
    #expect(csv.text.hasPrefix("jobs,step,train_loss_count,train_loss_mean,train_loss_deviation,"))
    let tag = try #require(csv.headers["etag"])
    let held = try await service.get(
      path + "/curves.csv?over=/alpha,/seed", ["If-None-Match": tag])
    #expect(held.status == .notModified)
  }

  /// What is not there yet counts for nothing.
  @Test func withoutResultsThereAreNoNumbers() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.swept(Self.grid)
    let answer = try await service.get(path + "/curves").json
    #expect(answer["groups"]?.arrayValue?.map { $0["jobs"] } == [0, 0])
    #expect(answer.at("/groups/0/steps") == [])
    #expect(try await service.get(path + "/curves.rows").text == "[]")
  }

  @Test(arguments: [
    ("metrics=train_los", "train_loss"), ("over=/alpah", "/alpha"), ("points=1", nil),
    ("points=1001", nil), ("metrics=a,b,c,d,e,f,g,h,i", nil), ("over=/seed&by=/seed", nil),
  ])
  func refusesWhatIsNotThere(_ query: String, _ suggestion: String?) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Self.grid, ["Prefer": "wait=60"])
    let response = try await service.get("\(path)/curves?\(query)")
    #expect(response.status == .badRequest)
    #expect(try response.json.at("/errors/0/suggestion")?.stringValue == suggestion)
  }

  @Test func resultsAreSorted() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Self.grid, ["Prefer": "wait=60"])
    func losses(_ query: String) async throws -> [Double] {
      let rows = try await service.get(path + "/results.rows" + query).json.arrayValue ?? []
      return rows.compactMap { $0["final_train_loss"]?.double }
    }
    let plain = try await losses("")
    #expect(plain.count == 8)
    #expect(try await losses("?sort=final_train_loss") == plain.sorted())
    #expect(try await losses("?sort=-final_train_loss") == plain.sorted(by: >))
    #expect(try await losses("?sort=state") == plain)
    #expect(try await losses("?sort=") == plain)
    let misspelt = try await service.get(path + "/results.csv?sort=final_train_los")
    #expect(try misspelt.json.at("/errors/0/suggestion") == "final_train_loss")
    #expect(try await service.get(path + "/results?sort=state").status == .badRequest)
  }
}
