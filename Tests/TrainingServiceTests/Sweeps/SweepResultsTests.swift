import Foundation
import HTTPCodec
import StrictJSON
import Testing

/// The table of a sweep.
@Suite struct SweepResultsTests {
  private static let columns = [
    "job", "state", "outcome", "initial_train_loss", "final_train_loss", "best_train_loss",
    "final_test_loss", "final_train_accuracy", "final_test_accuracy",
  ]

  /// Two clones in one layer, three neurons in two, and one that diverges.
  private static let mixed = """
    {"spec": {"architecture": [2, 2, 1], "training": {"steps": 30}, "record": {"points": 3},
              "dataset": {"name": "moons", "samples": 40, "test_share": 0.25}},
     "list": [{"init": "constant", "alpha": 0.5}, {"architecture": [2, 3, 3, 1]},
              {"activation": "relu", "alpha": 3, "init": "normal",
               "training": {"learning_rate": 100000, "loss": "mean_squared_error"}}]}
    """

  @Test func aRowHasTheFiguresOfItsJob() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Self.mixed, ["Prefer": "wait=60"])
    let table = try await service.get(path + "/results").json
    #expect(table["state"] == "finished")
    let rows = try #require(table["rows"]?.arrayValue)
    let jobs = try await service.jobs(of: path)
    for (row, job) in zip(rows, jobs) {
      #expect(
        row.objectValue?.keys == ["values"] + Self.columns + [
          "distinct_neurons", "digest", "seconds",
        ])
      #expect(row["job"] == job["id"])
      #expect(row["state"] == "succeeded")
      for (name, pointer) in [
        ("outcome", "/outcome"), ("initial_train_loss", "/initial/train_loss"),
        ("final_train_loss", "/final/train_loss"), ("best_train_loss", "/best/train_loss"),
        ("final_test_loss", "/final/test_loss"), ("final_train_accuracy", "/final/train_accuracy"),
        ("final_test_accuracy", "/final/test_accuracy"), ("digest", "/digest"),
        ("seconds", "/seconds"),
      ] {
        #expect(row[name] == job.at("/result" + pointer) ?? .null, "\(name)")
      }
    }
    #expect(rows.map { $0["distinct_neurons"]?.arrayValue?.count } == [1, 2, 1])
    #expect(rows[0]["distinct_neurons"] == [1])
    #expect(rows[1]["distinct_neurons"] == [3, 3])
    #expect(rows[2]["outcome"] == "diverged")
    #expect(rows[2]["final_train_loss"] == .null)
    #expect(rows[0]["final_test_loss"] != .null)
  }

  @Test func csvAndNDJSONHaveTheSameRows() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Self.mixed, ["Prefer": "wait=60"])
    let table = try await service.get(path + "/results").json
    let rows = try #require(table["rows"]?.arrayValue)
    let ndjson = try await service.get(path + "/results", ["Accept": "application/x-ndjson"])
    #expect(ndjson.headers["content-type"] == "application/x-ndjson")
    let objects = try ndjson.text.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(objects.count == rows.count)
    for (object, row) in zip(objects, rows) {
      for name in ["job", "state", "outcome", "final_train_loss", "digest", "seconds"] {
        #expect(object[name] == row[name])
      }
      for (name, value) in row["values"]?.objectValue ?? JSONObject() {
        #expect(object[name] == value)
      }
      #expect(object["distinct_neurons_1"] == row.at("/distinct_neurons/0"))
    }
    // One form of every list as an array, too.
    let array = try await service.get(path + "/results.rows").json
    #expect(array.arrayValue == objects)

    let csv = try await service.get(path + "/results?format=csv")
    #expect(csv.headers["content-type"] == "text/csv; charset=utf-8; header=present")
    // Swift takes CR LF for one character.
    let lines = csv.text.split(separator: "\r\n").map(String.init)
    let varied = table["varied"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let names =
      varied + Self.columns + ["distinct_neurons_1", "distinct_neurons_2", "digest", "seconds"]
    #expect(lines[0] == names.joined(separator: ","))
    #expect(lines.count == 4)
    // This row's only quotes are those of its array.
    let first = lines[1].replacing(#""[2,2,1]""#, with: "widths")
      .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    #expect(first.count == names.count)
    #expect(Array(first[0..<2]) == ["constant", "0.5"])
    #expect(first[names.firstIndex(of: "job")!] == rows[0]["job"]?.stringValue)
    #expect(first[names.firstIndex(of: "final_train_loss")!] == rows[0]["final_train_loss"]?.text)
    #expect(first[names.firstIndex(of: "distinct_neurons_1")!] == "1")
    #expect(first[names.firstIndex(of: "distinct_neurons_2")!] == "")
    // An array is JSON, in quotes for its commas.
    #expect(lines[2].contains(#","[2,3,3,1]","#))
  }

  @Test func whatHasNoResultYetIsNull() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.swept(Self.mixed)
    let table = try await service.get(path + "/results").json
    #expect(table["state"] == "running")
    for row in try #require(table["rows"]?.arrayValue) {
      #expect(row["state"] == "queued")
      for name in Self.columns.dropFirst(2) + ["distinct_neurons", "digest", "seconds"] {
        #expect(row[name] == .null, "\(name)")
      }
    }
    // The columns are those that the finished table has.
    let csv = try await service.get(path + "/results?format=csv")
    let header = csv.text.split(separator: "\r\n")[0]
    #expect(header.hasSuffix(",distinct_neurons_1,distinct_neurons_2,digest,seconds"))
    let unacceptable = try await service.get(path + "/results", ["Accept": "image/png"])
    #expect(unacceptable.status == .notAcceptable)
  }

  /// RFC 4180: what holds a comma, a quote or a line's end stands in quotes.
  @Test func textsAreQuotedWhereTheyMust() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.swept(
      Sweeps.over(#""grid": {"/labels/note": ["plain", "a,b", "say \"hi\"", ""]}"#))
    let csv = try await service.get(path + "/results?format=csv").text
    let starts = csv.split(separator: "\r\n").dropFirst().map {
      String($0.prefix(upTo: $0.range(of: ",job_")!.lowerBound))
    }
    #expect(starts == ["plain", #""a,b""#, #""say ""hi""""#, ""])
  }
}
