import SpecJSON
import StrictJSON
import Testing
import TrainingModel

/// Rows sent with a spec.
struct InlineDataTests {
  private func dataset(_ outputs: Int, _ targets: String, _ rest: String = "", _ loss: String = "")
    throws -> Dataset
  {
    let text = """
      {"architecture": [2, \(outputs)], "training": {"steps": 5\(loss)},
       "dataset": {"inputs": [[0, 0], [0, 1], [1, 0]], "targets": \(targets)\(rest)}}
      """
    guard case .inline(let dataset) = try readSpec(text).spec.dataset else {
      throw SpecFaults(faults: [])
    }
    return dataset
  }

  @Test(arguments: [
    (1, "[0, 1, 1]", "", Dataset.Task.classification(classes: 2)),
    (1, "[[0], [1], [1]]", "", .classification(classes: 2)),
    (2, "[0, 1, 1]", "", .classification(classes: 2)),
    (1, "[0, 0, 0]", "", .classification(classes: 2)),
    (3, "[0, 1, 2]", "", .classification(classes: 3)),
    (3, "[0, 1, 1]", #", "classes": 3"#, .classification(classes: 3)),
    (1, "[0, 1, 2]", #", "task": "regression""#, .regression(outputs: 1)),
    (1, "[0, 1, 1]", #", "task": "regression""#, .regression(outputs: 1)),
    (3, "[0, 2, 2]", "", .classification(classes: 3)),
    (1, "[0, 1, 0.5]", "", .regression(outputs: 1)),
    (1, "[0, 1, 5e29]", "", .regression(outputs: 1)),
    (2, "[[0, 1], [1, 0], [1, 0]]", "", .regression(outputs: 2)),
  ])
  func theTask(outputs: Int, targets: String, rest: String, task: Dataset.Task) throws {
    #expect(try dataset(outputs, targets, rest).task == task)
  }

  @Test func theLossSaysWhatWholeNumbersAre() throws {
    let squared = #", "loss": "mean_squared_error""#
    #expect(try dataset(1, "[0, 1, 1]", "", squared).task == .regression(outputs: 1))
    #expect(try dataset(2, "[0, 1, 1]", "", squared).task == .classification(classes: 2))
    #expect(
      try dataset(1, "[0, 1, 1]", #", "task": "classification""#, squared).task
        == .classification(classes: 2))
    let entropy = #", "loss": "binary_cross_entropy""#
    #expect(try dataset(1, "[0, 1, 1]", "", entropy).task == .classification(classes: 2))
  }

  @Test func rowsAndTestRows() throws {
    let data = try dataset(
      1, "[0, 1, 1]", #", "test_inputs": [[5, 6], [7, 8]], "test_targets": [1, 0]"#)
    #expect(data.features == 2)
    #expect(data.train == Dataset.Split(inputs: [0, 0, 0, 1, 1, 0], targets: [0, 1, 1]))
    #expect(data.test == Dataset.Split(inputs: [5, 6, 7, 8], targets: [1, 0]))
  }

  @Test func classesAreCountedOverBothSplits() throws {
    let data = try dataset(3, "[0, 1, 1]", #", "test_inputs": [[5, 6]], "test_targets": [2]"#)
    #expect(data.task == .classification(classes: 3))
  }

  private func faults(_ outputs: Int, _ dataset: String, _ loss: String = "") throws -> [String] {
    try specFaults(
      #"{"architecture":[2,\#(outputs)],"dataset":\#(dataset),"training":{"steps":5\#(loss)}}"#
    ).map { "\($0.code) \($0.pointer)" }
  }

  @Test(arguments: [
    (#"{"inputs":[[1,2],[3]],"targets":[0,1]}"#, ["mismatch /dataset/inputs/1"]),
    (#"{"inputs":[[1,2],[3,4,5]],"targets":[0,1]}"#, ["mismatch /dataset/inputs/1"]),
    (#"{"inputs":[[1,2],[3,null]],"targets":[0,1]}"#, ["not_a_number /dataset/inputs/1/1"]),
    (#"{"inputs":[[1,2],["NaN",1]],"targets":[0,1]}"#, ["not_a_number /dataset/inputs/1/0"]),
    (#"{"inputs":[[1,2],[1e400,1]],"targets":[0,1]}"#, ["out_of_range /dataset/inputs/1/0"]),
    (#"{"inputs":[[1,2],[1e31,1]],"targets":[0,1]}"#, ["out_of_range /dataset/inputs/1/0"]),
    (#"{"inputs":[[1,2],7],"targets":[0,1]}"#, ["wrong_type /dataset/inputs/1"]),
    (#"{"inputs":[],"targets":[]}"#, ["out_of_range /dataset/inputs"]),
    (#"{"inputs":[[]],"targets":[0]}"#, ["mismatch /dataset/inputs/0"]),
    (#"{"inputs":7,"targets":[0]}"#, ["wrong_type /dataset/inputs"]),
    (#"{"inputs":[[1,2]],"targets":[0,1]}"#, ["mismatch /dataset/targets"]),
    (#"{"inputs":[[1,2]],"targets":[[0],[1]]}"#, ["mismatch /dataset/targets"]),
    (#"{"inputs":[[1,2]],"targets":7}"#, ["wrong_type /dataset/targets"]),
    (#"{"inputs":[[1,2]],"targets":[true]}"#, ["not_a_number /dataset/targets/0"]),
    (#"{"inputs":[[1,2]]}"#, ["missing /dataset/targets"]),
    (#"{"targets":[1]}"#, ["missing /dataset/inputs"]),
    (#"{"inputs":[[1,2]],"targets":[0],"test_inputs":[[1,2]]}"#, ["missing /dataset/test_targets"]),
    (#"{"inputs":[[1,2]],"targets":[0],"test_targets":[1]}"#, ["missing /dataset/test_inputs"]),
    (
      #"{"inputs":[[1,2]],"targets":[0],"test_inputs":[[1]],"test_targets":[1]}"#,
      ["mismatch /dataset/test_inputs/0"]
    ),
    (#"{"inputs":[[1,2]],"targets":[0],"task":"clasification"}"#, ["unknown_name /dataset/task"]),
    (#"{"inputs":[[1,2]],"targets":[0],"classes":1}"#, ["out_of_range /dataset/classes"]),
    (
      #"{"inputs":[[1,2]],"targets":[0],"task":"regression","classes":2}"#,
      ["mismatch /dataset/classes"]
    ),
    (
      #"{"inputs":[[1,2],[1,2]],"targets":[0.5,-1],"task":"classification"}"#,
      ["not_whole /dataset/targets/0"]
    ),
    (
      #"{"inputs":[[1,2],[1,2],[1,2]],"targets":[0,2,1],"classes":2}"#,
      ["out_of_range /dataset/targets/1"]
    ),
    (
      #"{"inputs":[[1,2],[1,2]],"targets":[0,1],"test_inputs":[[1,2]],"test_targets":[7],"classes":2}"#,
      ["out_of_range /dataset/test_targets/0"]
    ),
    (
      #"{"inputs":[[1,2],[1,2]],"targets":[[0,1],[1,1]],"task":"classification"}"#,
      ["mismatch /dataset/targets/1"]
    ),
    (
      #"{"inputs":[[1,2]],"targets":[[0,1]],"task":"classification","classes":3}"#,
      ["mismatch /dataset/targets"]
    ),
    (#"{"inputs":[[1,2,3]],"targets":[0]}"#, ["mismatch /architecture/0"]),
    (#"{"inputs":[[1,2]],"targets":[[0,1]]}"#, ["mismatch /architecture/1"]),
    (
      #"{"inputs":[[1,2],[1,2],[1,2]],"targets":[2,4,6],"task":"classification"}"#,
      ["mismatch /architecture/1"]
    ),
    (#"{"inputs":[[1,2]],"target":[2],"targets":[0]}"#, ["unknown_field /dataset/target"]),
  ])
  func faultyRows(dataset: String, expected: [String]) throws {
    #expect(try faults(1, dataset) == expected)
  }

  @Test func testTargetsHaveTheShapeOfTheOthers() throws {
    #expect(
      try faults(
        2, #"{"inputs":[[1,2]],"targets":[[0,1]],"test_inputs":[[1,2]],"test_targets":[1]}"#)
        == ["mismatch /dataset/test_targets"])
    #expect(
      try faults(
        2, #"{"inputs":[[1,2]],"targets":[[0,1]],"test_inputs":[[1,2]],"test_targets":[[1]]}"#)
        == ["mismatch /dataset/test_targets/0"])
  }

  @Test func aCrossEntropyNeedsClasses() throws {
    let data = #"{"inputs":[[1,2]],"targets":[0.5],"task":"regression"}"#
    #expect(
      try faults(1, data, #","loss":"binary_cross_entropy""#) == ["mismatch /training/loss"])
    let rows = #"{"inputs":[[1,2],[1,2]],"targets":[[0,1],[0.5,0.5]]}"#
    #expect(try faults(2, rows, #","loss":"cross_entropy""#) == ["mismatch /training/loss"])
  }
}
