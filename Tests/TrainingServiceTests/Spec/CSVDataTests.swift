import SpecJSON
import StrictJSON
import Testing
import TrainingModel

/// Data as comma-separated values.
struct CSVDataTests {
  private func spec(
    _ csv: String, _ more: String = "", architecture: String = "[2,1]"
  ) -> String {
    let text = JSONValue.string(csv).text
    return #"{"architecture":\#(architecture),"dataset":{"csv":\#(text)\#(more)}}"#
  }

  private func data(
    _ csv: String, _ more: String = "", architecture: String = "[2,1]"
  ) throws -> Dataset {
    let read = try readSpec(spec(csv, more, architecture: architecture)).spec
    guard case .inline(let data) = read.dataset else {
      Issue.record("no inline data")
      throw SpecFaults(faults: [])
    }
    return data
  }

  @Test func theLastColumnIsTheTarget() throws {
    let data = try data("a,b,y\n1,2,0.5\n3, 4 ,-1e-1\r\n\n\"5\",6,7\n")
    #expect(data.features == 2 && data.task == .regression(outputs: 1))
    #expect(data.train.inputs == [1, 2, 3, 4, 5, 6])
    #expect(data.train.targets == [0.5, -0.1, 7])
  }

  @Test func targetsAreChosenByName() throws {
    let one = try data("y,a,b\n1,2,3\n0,5,6", #","target":"y""#)
    #expect(one.task == .classification(classes: 2))
    #expect(one.train.inputs == [2, 3, 5, 6] && one.train.targets == [1, 0])
    let two = try data(
      "y,a,z\n1,2,3\n4,5,6", #","target":["z","y"]"#, architecture: "[1,2]")
    #expect(two.train.targets == [3, 1, 6, 4] && two.task == .regression(outputs: 2))
  }

  @Test func namesAreClasses() throws {
    let data = try data(
      "a,b,kind\n1,2,rose\n3,4,\"lily, \"\"white\"\"\"\n5,6,rose\n7,8,aster\n",
      architecture: "[2,3]")
    #expect(data.task == .classification(classes: 3))
    #expect(data.train.targets == [2, 1, 2, 0])
  }

  @Test func rowsAreSplitAndStandardized() throws {
    let csv = "a,b,y\n" + (0..<20).map { "\($0),7,\($0 % 2)" }.joined(separator: "\n")
    let data = try data(csv, #","test_share":0.25,"seed":9,"standardize":true"#)
    #expect(data.trainRows == 15 && data.testRows == 5)
    let first = stride(from: 0, to: 30, by: 2).map { data.train.inputs[$0] }
    #expect(abs(first.reduce(0, +)) < 1e-12)
    #expect(abs(first.reduce(0) { $0 + $1 * $1 } - 15) < 1e-12)
    #expect(stride(from: 1, to: 30, by: 2).allSatisfy { data.train.inputs[$0] == 0 })
    let other = try self.data(csv, #","test_share":0.25,"seed":10,"standardize":true"#)
    #expect(other != data)
  }

  /// The normalised form has the rows, and is the same experiment.
  @Test func theNormalisedFormIsInline() throws {
    let read = try readSpec(spec("a,b,y\n1,2,0\n3,4,1\n5,6,1", #","standardize":true"#))
    let json = SpecWriter.json(read)
    #expect(json["dataset"]?["csv"] == nil && json["dataset"]?["inputs"] != nil)
    #expect(try readSpec(json.text) == read)
  }

  @Test(arguments: [
    ("", "mismatch /dataset/csv"), ("a\n1", "mismatch /dataset/csv"),
    ("a,b,y", "out_of_range /dataset/csv"), ("a,a,y\n1,2,3", "mismatch /dataset/csv"),
    ("a,b,y\n1,2", "mismatch /dataset/csv"), ("a,b,y\n1,2,3,4", "mismatch /dataset/csv"),
    ("a,b,y\n1,x,3", "not_a_number /dataset/csv"), ("a,b,y\n1,,3", "not_a_number /dataset/csv"),
    ("a,b,y\n1,2,3\n1,2,oops", "not_a_number /dataset/csv"),
    ("a,b,y\n1,nan,3", "not_a_number /dataset/csv"),
    ("a,b,y\n1,1e31,3", "out_of_range /dataset/csv"), ("a,b,y\n1,\"2,3", "mismatch /dataset/csv"),
    ("a,b,y\n1,\"2\"x,3", "mismatch /dataset/csv"), ("a,b,y\n1,2\"2,3", "mismatch /dataset/csv"),
  ])
  func textsAreRefused(csv: String, expected: String) throws {
    try expectFaults(spec(csv), expected)
  }

  @Test(arguments: [
    (#","target":"z""#, "unknown_name /dataset/target"),
    (#","target":["y","y"]"#, "mismatch /dataset/target"),
    (#","target":["y","a","b"]"#, "mismatch /dataset/target"),
    (#","target":[]"#, "mismatch /dataset/target"),
    (#","target":3"#, "wrong_type /dataset/target"),
    (#","seed":3"#, "mismatch /dataset/seed"),
    (#","test_share":1"#, "out_of_range /dataset/test_share"),
    (#","task":"regression","classes":3"#, "mismatch /dataset/classes"),
    (#","samples":3"#, "unknown_field /dataset/samples"),
  ])
  func membersAreRefused(more: String, expected: String) throws {
    try expectFaults(spec("a,b,y\n1,2,0\n3,4,1", more), expected)
  }

  @Test func everyBadFieldIsToldWithItsLineAndColumn() throws {
    let faults = try specFaults(spec("a,b,y\n1,x,3\n\n4,5,6\n7,8\n"))
    #expect(faults.map(\.detail) == ["Line 5 has 2 fields; the header has 3."])
    let numbers = try specFaults(spec("a,b,y\n1,x,3\n\n,5,6"))
    #expect(numbers.count == 2)
    #expect(numbers[0].detail.hasPrefix("Line 2, column 2 (`b`): there must be a number"))
    #expect(numbers[1].detail.hasPrefix("Line 4, column 1 (`a`)"))
  }

  @Test func limits() throws {
    let text = spec("a,b,y\n1,2,0\n3,4,1")
    var limits = SpecLimits()
    limits.inlineRows = 2
    limits.inlineNumbers = 6
    _ = try readSpec(text, limits: limits)
    limits.inlineRows = 1
    try expectFaults(text, "too_costly /dataset/csv", limits: limits)
    limits.inlineRows = 2
    limits.inlineNumbers = 5
    try expectFaults(text, "too_costly /dataset/csv", limits: limits)
  }
}
