import HTTPCodec
import StrictJSON
import Testing
import TrainingService

/// A sweep's results gathered over what varied.
@Suite struct SweepStatisticsTests {
  /// Two values of α and three seeds.
  private static let grid = """
    {"spec": {"architecture": [2, 3, 1], "init": "normal", "training": {"steps": 20},
              "record": {"points": 3}},
     "grid": {"alpha": [0.5, 1], "seed": [1, 2, 3]}}
    """

  /// Rows of the table that a group stands for.
  private func members(_ group: JSONValue, _ rows: [JSONValue], by: [String]) -> [JSONValue] {
    rows.filter { row in
      by.allSatisfy { row["values"]?[$0] == group["values"]?[$0] }
    }
  }

  @Test func aGroupHoldsTheJobsThatDifferOnlyInTheSeed() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Self.grid, ["Prefer": "wait=60"])
    let rows = try #require(try await service.get(path + "/results").json["rows"]?.arrayValue)
    let table = try await service.get(path + "/statistics").json
    #expect(table["by"] == ["/alpha"])
    #expect(table["over"] == ["/seed"])
    let groups = try #require(table["groups"]?.arrayValue)
    #expect(groups.map { $0["values"]?["/alpha"] } == [0.5, 1])
    for group in groups {
      let members = members(group, rows, by: ["/alpha"])
      #expect(group["jobs"] == 3)
      for name in ["initial_train_loss", "final_train_loss", "final_train_accuracy", "seconds"] {
        let numbers = members.compactMap { $0[name]?.numberValue?.asDouble }
        let mean = try #require(group[name]?["mean"]?.double)
        #expect(group[name]?["count"]?.int == 3)
        #expect(abs(mean - numbers.reduce(0, +) / 3) <= 1e-15 * abs(mean))
        #expect(group[name]?["median"]?.double == numbers.sorted()[1])
        #expect(group[name]?["min"]?.double == numbers.min())
        #expect(group[name]?["max"]?.double == numbers.max())
      }
      #expect(group["final_test_loss"] == .null)
      let neurons = try #require(group["distinct_neurons"]?.arrayValue)
      #expect(neurons.count == 1)
      #expect(neurons[0]["mean"] == 3)
      #expect(neurons[0]["deviation"] == 0)
      let outcomes = try #require(group["outcomes"]?.objectValue)
      for (outcome, count) in outcomes {
        #expect(count.numberValue?.asInt == members.count { $0["outcome"]?.stringValue == outcome })
      }
    }
  }

  /// Against NumPy: mean, std with ddof=1, percentile.
  @Test(arguments: [
    (
      [0.9, 0.1, 2.05, 0.25, 1.3, 0.7],
      [0.8833333333333333, 0.7187952884282608, 0.1, 0.3625, 0.8, 1.2, 2.05]
    ),
    (
      [1000, -1.5, 8.25, 3], [252.4375, 498.3909265074957, -1.5, 1.875, 5.625, 256.1875, 1000]
    ),
  ])
  func aSummaryIsNumPys(_ numbers: [Double], _ expected: [Double]) throws {
    let summary = try #require(NumberSummary(numbers))
    #expect(summary.members.map(\.name) == NumberSummary.names)
    #expect(summary.members[0].value.numberValue?.asInt == numbers.count)
    for (member, value) in zip(summary.members.dropFirst(), expected) {
      let found = try #require(member.value.double)
      #expect(abs(found - value) <= 4e-16 * abs(value), "\(member.name)")
    }
  }

  @Test func ofOneNumberThereIsNoDeviationAndOfNoneNoSummary() throws {
    #expect(try #require(NumberSummary([2])).deviation == nil)
    #expect(try #require(NumberSummary([0.1, 0.1, 0.1])).mean == 0.1)
    #expect(NumberSummary([]).map(\.count) == nil)
  }

  @Test func overOtherFieldsTheGroupsAreOthers() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Self.grid, ["Prefer": "wait=60"])
    let bySeed = try await service.get(path + "/statistics?over=/alpha").json
    #expect(bySeed["by"] == ["/seed"])
    #expect(bySeed["groups"]?.arrayValue?.map { $0["jobs"] } == [2, 2, 2])
    let all = try await service.get(path + "/statistics?over=/alpha,/seed").json
    #expect(all["by"] == [])
    let byBoth = try await service.get(path + "/statistics?by=/alpha,/seed").json
    #expect(byBoth["over"] == [])
    #expect(byBoth["groups"]?.arrayValue?.map { $0["jobs"] } == [1, 1, 1, 1, 1, 1])
    let byAlpha = try await service.get(path + "/statistics?by=/alpha").json
    let overSeed = try await service.get(path + "/statistics").json
    #expect(byAlpha == overSeed)
    #expect(try await service.get(path + "/statistics?by=/alpha&over=/seed").json == overSeed)
    #expect(all["groups"]?.arrayValue?.map { $0["jobs"] } == [6])
  }

  @Test func csvAndNDJSONHaveTheSameGroups() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Self.grid, ["Prefer": "wait=60"])
    let groups = try #require(
      try await service.get(path + "/statistics").json["groups"]?.arrayValue)
    let ndjson = try await service.get(path + "/statistics?format=ndjson").text
    let rows = try ndjson.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(rows.count == groups.count)
    for (row, group) in zip(rows, groups) {
      #expect(row["/alpha"] == group.at("/values/~1alpha"))
      #expect(row["jobs"] == group["jobs"])
      #expect(row["final_train_loss_mean"] == group.at("/final_train_loss/mean"))
      #expect(row["distinct_neurons_1_max"] == group.at("/distinct_neurons/0/max"))
    }
    let csv = try await service.get(path + "/statistics?format=csv").text
    let lines = csv.split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.count == 3)
    let (names, first) = (lines[0], lines[1])
    #expect(
      names.prefix(6) == ["/alpha", "jobs", "converged", "plateau", "diverged", "completed"])
    #expect(first.count == names.count)
    for (column, pointer) in [
      ("final_train_loss_mean", "/final_train_loss/mean"),
      ("final_train_loss_upper_quartile", "/final_train_loss/upper_quartile"),
      ("distinct_neurons_1_max", "/distinct_neurons/0/max"), ("seconds_count", "/seconds/count"),
    ] {
      let place = try #require(names.firstIndex(of: column))
      #expect(Double(first[place]) == groups[0].at(pointer)?.double)
    }
    #expect(first[try #require(names.firstIndex(of: "final_test_loss_mean"))] == "")
  }

  @Test func whatHasNoResultYetCountsAsAJobAlone() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.swept(Self.grid)
    let table = try await service.get(path + "/statistics").json
    #expect(table["state"] == "running")
    let group = try #require(table["groups"]?.arrayValue?.first)
    #expect(group["jobs"] == 3)
    #expect(group["final_train_loss"] == .null)
    #expect(group["outcomes"]?["converged"] == 0)
  }

  @Test func aFieldThatDoesNotVaryIsRefused() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.swept(Self.grid)
    let response = try await service.get(path + "/statistics?over=/sed")
    #expect(response.status == .badRequest)
    let fault = try #require(try response.json["errors"]?.arrayValue?.first)
    #expect(fault["parameter"] == "over")
    #expect(fault["suggestion"] == "/seed")
    // A field in both, and one in neither.
    for query in ["over=/seed&by=/seed,/alpha", "over=/seed&by=/seed"] {
      let response = try await service.get(path + "/statistics?" + query)
      #expect(response.status == .badRequest)
      let fault = try #require(try response.json["errors"]?.arrayValue?.first)
      #expect(fault["code"] == "excluded")
    }
  }
}
