import SpecJSON
import StrictJSON
import Testing
import TrainingModel

/// `test_share`, `seed` and `standardize` of rows sent with a spec.
struct RowPreparationTests {
  private static let rows = (0..<20).map { [Double($0), 7] }

  private func spec(_ more: String) -> String {
    let inputs = Self.rows.map { "[\($0[0]),\($0[1])]" }.joined(separator: ",")
    let targets = Self.rows.indices.map { "\($0 % 2)" }.joined(separator: ",")
    return """
      {"architecture": [2, 1], "dataset": {"inputs": [\(inputs)], "targets": [\(targets)]\(more)}}
      """
  }

  private func csv(_ more: String) -> String {
    let rows = Self.rows.enumerated().map { "\($1[0]),\($1[1]),\($0 % 2)" }
    let text = JSONValue.string("a,b,y\n" + rows.joined(separator: "\n")).text
    return #"{"architecture": [2, 1], "dataset": {"csv": \#(text)\#(more)}}"#
  }

  @Test(arguments: [
    "", #","test_share":0.25"#, #","test_share":0.25,"seed":9"#, #","standardize":true"#,
    #","test_share":0.5,"seed":3,"standardize":true"#,
  ])
  func rowsAreWhatTheSameTextIs(more: String) throws {
    let rows = try readSpec(spec(more))
    #expect(try readSpec(csv(more)) == rows)
    // The normalised form has the rows as they are trained on, and is the same experiment.
    #expect(try readSpec(SpecWriter.json(rows).text) == rows)
  }

  @Test func theSplitIsDrawnAndTheFeaturesAreStandardized() throws {
    let read = try readSpec(spec(#","test_share":0.25,"seed":9,"standardize":true"#)).spec
    let data = read.dataset.dataset()
    #expect(data.trainRows == 15 && data.testRows == 5)
    let first = stride(from: 0, to: 30, by: 2).map { data.train.inputs[$0] }
    #expect(abs(first.reduce(0, +)) < 1e-12 && first != first.sorted(by: >))
    let other = try readSpec(spec(#","test_share":0.25,"seed":10,"standardize":true"#)).spec
    #expect(other.dataset != read.dataset)
  }

  @Test(arguments: [
    (#","seed":3"#, "mismatch /dataset/seed"),
    (#","test_share":1"#, "out_of_range /dataset/test_share"),
    (#","standardize":1"#, "wrong_type /dataset/standardize"),
    (
      #","test_share":0.5,"test_inputs":[[1,2]],"test_targets":[1]"#,
      "mismatch /dataset/test_share"
    ),
  ])
  func whatDoesNotFitIsRefused(more: String, expected: String) throws {
    try expectFaults(spec(more), expected)
  }

  /// Faults of classes name the rows as they were sent, not as they were split.
  @Test func faultsNameTheRowsThatWereSent() throws {
    try expectFaults(
      #"{"architecture": [1, 2], "dataset": {"inputs": [[1],[2],[3],[4]], "targets": [0,1,0.5,1],"#
        + #" "task": "classification", "test_share": 0.5}}"#,
      "not_whole /dataset/targets/2")
    let faults = try specFaults(
      #"{"architecture": [1, 2], "dataset": {"csv": "a,y\n1,0\n\n2,0.5\n", "task": "classification"}}"#
    )
    #expect(faults.map(\.pointer) == ["/dataset/csv"])
    #expect(faults.first?.detail.hasPrefix("Line 4: ") == true)
  }
}
