import SpecJSON
import StrictJSON
import Testing
import TrainingModel

/// Targets that are classes, whatever whole numbers they are written as.
struct ClassTargetTests {
  private func spec(
    _ targets: String, _ more: String = "", outputs: Int, loss: String? = nil
  ) -> String {
    let count = targets.filter { $0 == "," }.count + 1
    let inputs = Array(repeating: "[0,1]", count: targets.contains("[[") ? 3 : count)
    let training = loss.map { #","training":{"loss":"\#($0)"}"# } ?? ""
    return #"{"architecture":[2,\#(outputs)],"dataset":{"inputs":["#
      + inputs.joined(separator: ",") + #"],"targets":\#(targets)\#(more)}\#(training)}"#
  }

  private func data(
    _ targets: String, _ more: String = "", outputs: Int, loss: String? = nil
  ) throws -> Dataset {
    let read = try readSpec(spec(targets, more, outputs: outputs, loss: loss))
    guard case .inline(let data) = read.spec.dataset else { throw SpecFaults(faults: []) }
    // The normalised form is the same experiment.
    #expect(try readSpec(SpecWriter.json(read).text) == read)
    return data
  }

  private static let classification = #","task":"classification""#

  @Test(arguments: [
    ("[1,2,3,2]", 3, [0.0, 1, 2, 1]), ("[-1,1,1,-1]", 1, [0, 1, 1, 0]),
    ("[-1,1,1,-1]", 2, [0, 1, 1, 0]), ("[10,0,5,10]", 3, [2, 0, 1, 2]),
    ("[9007199254740992,0]", 1, [1, 0]), ("[1,2]", 1, [0, 1]),
    // Class numbers as they stand.
    ("[0,1,1]", 1, [0, 1, 1]), ("[1,1,1]", 1, [1, 1, 1]), ("[0,0,0]", 2, [0, 0, 0]),
    ("[0,2,2]", 3, [0, 2, 2]),
  ])
  func wholeNumbersAreClasses(targets: String, outputs: Int, classes: [Double]) throws {
    let data = try data(targets, Self.classification, outputs: outputs)
    #expect(data.train.targets == classes)
    #expect(data.task == .classification(classes: max(2, outputs)))
  }

  @Test func classesMayBeToldByTheirNumber() throws {
    let named = try data("[3,7,7,5]", #","classes":3"#, outputs: 3)
    #expect(named.train.targets == [0, 2, 2, 1])
    let standing = try data("[1,3,3,2]", #","classes":5"#, outputs: 5)
    #expect(standing.train.targets == [1, 3, 3, 2])
    try expectFaults(
      spec("[1,3,3,2]", #","classes":2"#, outputs: 2), "out_of_range /dataset/targets/1",
      "out_of_range /dataset/targets/2", "out_of_range /dataset/targets/3")
  }

  @Test func theNetworkOrTheLossSaysThatTheyAre() throws {
    #expect(try data("[1,2,3]", outputs: 3).train.targets == [0, 1, 2])
    #expect(
      try data("[-1,1,1]", outputs: 1, loss: "binary_cross_entropy").train.targets == [0, 1, 1])
  }

  @Test(arguments: ["[0,1,2]", "[-1,1,1]", "[1,2,2]", "[3,3,8,5]", "[0,-1,0]"])
  func fewWholeNumbersAreAskedAbout(targets: String) throws {
    let faults = try specFaults(spec(targets, outputs: 1))
    #expect(faults.map { "\($0.code) \($0.pointer)" } == ["missing /dataset/task"])
    #expect(faults[0].detail.contains("regression"))
    #expect(
      try data(targets, #","task":"regression""#, outputs: 1).task == .regression(outputs: 1))
    #expect(
      try data(targets, outputs: 1, loss: "mean_squared_error").task == .regression(outputs: 1))
  }

  @Test func manyDifferentOnesAreAmounts() throws {
    let targets = "[" + (0..<21).map { "\(5 * $0)" }.joined(separator: ",") + "]"
    #expect(try data(targets, outputs: 1).task == .regression(outputs: 1))
  }

  @Test(arguments: ["cross_entropy", nil])
  func oneHotRowsAreClasses(loss: String?) throws {
    let targets = "[[0,0,1],[1,0,0],[0,1,0]]"
    let data = try data(
      targets, loss == nil ? Self.classification : "", outputs: 3, loss: loss)
    #expect(data.train.targets == [2, 0, 1] && data.task == .classification(classes: 3))
    let real = try self.data(targets, outputs: 3)
    #expect(real.task == .regression(outputs: 3))
  }

  @Test func bothSplitsAreNumberedTogether() throws {
    let data = try data(
      "[4,2]", Self.classification + #","test_inputs":[[0,0],[1,1]],"test_targets":[9,4]"#,
      outputs: 3)
    #expect(data.train.targets == [1, 0] && data.test?.targets == [2, 1])
    #expect(data.task == .classification(classes: 3))
  }

  @Test func tooManyClassesAreRefused() throws {
    let targets = "[" + (0..<4098).map { "\($0 * 2)" }.joined(separator: ",") + "]"
    try expectFaults(
      spec(targets, Self.classification, outputs: 1), "out_of_range /dataset/targets")
    try expectFaults(
      spec("[9007199254740994,0]", Self.classification, outputs: 1),
      "out_of_range /dataset/targets/0")
  }
}
