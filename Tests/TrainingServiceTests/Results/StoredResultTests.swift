import ByteCoding
import Experiments
import Foundation
import SpecJSON
import StrictJSON
import Testing
import TrainingService
import WebRouting

/// What an earlier version stored and answered: `Tests/Reference/stored_results.py`.
private struct StoredResults: Decodable {
  struct Case: Decodable, CustomTestStringConvertible, Sendable {
    var name: String
    var artifacts: [String: Data]
    /// The content of its answers.
    var answers: [String: String]

    var testDescription: String { name }

    func artifact(_ name: String) throws -> [UInt8] { [UInt8](try #require(artifacts[name])) }

    func answer(_ name: String) throws -> [UInt8] { Array(try #require(answers[name]).utf8) }
  }

  var cases: [Case]

  static let shared: StoredResults = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    do {
      let data = try Data(contentsOf: tests.appendingPathComponent("Fixtures/stored_results.json"))
      return try JSONDecoder().decode(StoredResults.self, from: data)
    } catch {
      fatalError("the fixture cannot be read: \(error)")
    }
  }()
}

@Suite struct StoredResultTests {
  @Test(arguments: StoredResults.shared.cases)
  fileprivate func similarityStoredAsJSONIsAnsweredAsItWas(_ stored: StoredResults.Case) throws {
    try check(SimilarityColumns(stored: try stored.answer("similarity")), against: stored)
  }

  @Test(arguments: StoredResults.shared.cases)
  fileprivate func similarityStoredAsColumnsIsAnsweredAsItWas(_ stored: StoredResults.Case) throws {
    let columns = try SimilarityColumns(stored: try stored.answer("similarity"))
    #expect(columns.bytes.count * 2 < (try stored.answer("similarity")).count)
    let read = try SimilarityColumns(stored: columns.bytes)
    #expect(read == columns)
    try check(read, against: stored)
  }

  private func check(_ columns: SimilarityColumns, against stored: StoredResults.Case) throws {
    #expect(SimilarityEncoding.json(columns).whole() == (try stored.answer("similarity")))
    let rows = columns.rows()
    #expect(rows.pieces(as: .csv).whole() == (try stored.answer("similarity_csv")))
    #expect(rows.pieces(as: .ndjson).whole() == (try stored.answer("similarity_ndjson")))
  }

  @Test(arguments: StoredResults.shared.cases)
  fileprivate func plainTablesAreAnsweredAsTheyWere(_ stored: StoredResults.Case) throws {
    for (name, answer) in [("curves", "curves"), ("health", "health")] {
      let plain = try CurveTable(bytes: try stored.artifact(name))
      let read = try CurveTable(bytes: plain.bytes)
      for table in [plain, read] {
        #expect(
          CurveEncoding.json(table, totalPoints: table.steps.count) == (try stored.answer(answer)))
      }
      #expect(plain.bytes.count < (try stored.artifact(name)).count)
    }
    let table = try CurveTable(bytes: try stored.artifact("curves"))
    #expect(table.rows().pieces(as: .csv).whole() == (try stored.answer("curves_csv")))
  }

  @Test(arguments: StoredResults.shared.cases)
  fileprivate func weightsAreReadPlainAndPacked(_ stored: StoredResults.Case) throws {
    let plain = try stored.artifact("weights/0")
    let packed = PlanePacking.packed(plain, width: 4)
    #expect(try PlanePacking.unpacked(plain) == plain)
    #expect(try PlanePacking.unpacked(packed) == plain)
    let answer = try stored.answer("weights")
    let layers = try #require(try JSONValue.parse(answer)["layers"]?.arrayValue)
    // The last snapshot stands at the end: see `WeightBlob`.
    let numbers = layers.reduce(0) { sum, layer in
      sum + (layer["weights"]?.arrayValue ?? []).reduce(0) { $0 + ($1.arrayValue?.count ?? 0) }
        + (layer["biases"]?.arrayValue?.count ?? 0)
    }
    let size = 24 + 24 * layers.count + 4 * numbers
    let weights = try WeightBlob.decode(Array(plain.suffix(size))).weights
    let step = try #require(try JSONValue.parse(answer)["step"]?.numberValue?.asInt)
    #expect(WeightEncoding.json(weights, step: step).whole() == answer)
  }

  @Test func aSelectionReadsTheColumnsItShows() throws {
    let stored = try #require(StoredResults.shared.cases.first { $0.name == "random" })
    for bytes in [
      try stored.artifact("curves"),
      try CurveTable(bytes: try stored.artifact("curves")).bytes,
    ] {
      let whole = try CurveTable(bytes: bytes)
      for selection in [
        CurveSelection(metrics: nil, limit: nil, axis: nil),
        CurveSelection(metrics: ["batch_loss"], limit: 2, axis: nil),
        CurveSelection(metrics: ["batch_loss", "epoch"], limit: nil, axis: .seconds),
        CurveSelection(metrics: nil, limit: 3, axis: .epoch),
      ] {
        let (table, total) = try selection.table(from: bytes)
        #expect(try table == selection.apply(to: whole))
        #expect(total == whole.steps.count)
      }
      #expect(throws: UnknownCurve.self) {
        try CurveSelection(metrics: ["speed"], limit: nil, axis: nil).table(from: bytes)
      }
    }
    // A damaged column is noticed by those alone who ask for it.
    let columns: [CurveTable.Column] = [
      .init(name: "a", values: [1, 2]), .init(name: "b", values: [3, 4]),
    ]
    var damaged = CurveTable(steps: [0, 1], columns: columns).bytes
    damaged[damaged.count - 1] = 0xff
    let partial = try CurveSelection(metrics: ["a"], limit: nil, axis: nil).table(from: damaged)
    #expect(partial.0["a"]?.values == [1, 2])
  }

  @Test func similarityThatIsCutOffIsRefused() throws {
    let stored = try #require(StoredResults.shared.cases.first { $0.name == "zeros" })
    let bytes = try SimilarityColumns(stored: try stored.answer("similarity")).bytes
    for length in 0..<bytes.count {
      #expect(throws: (any Error).self) { try SimilarityColumns(stored: Array(bytes[..<length])) }
    }
    // Whatever stands in a damaged byte, it is read or refused.
    for place in bytes.indices {
      for bit in [1, 0x80] as [UInt8] {
        var damaged = bytes
        damaged[place] ^= bit
        _ = try? SimilarityColumns(stored: damaged)
      }
    }
  }
}
