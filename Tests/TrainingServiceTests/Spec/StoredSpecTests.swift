import Testing
import TrainingService

/// Specs of earlier versions, which carry rows.
@Suite struct StoredSpecTests {
  static let cases: [(spec: String, shown: String)] = [
    (
      #"{"name":"a \"dataset\":{","dataset":{"inputs":[[1,2],[3,4]],"targets":[0,1],"task":"classification","classes":2},"seed":1}"#,
      #"{"name":"a \"dataset\":{","dataset":{"task":"classification","classes":2},"seed":1}"#
    ),
    (
      #"{"dataset":{"task":"regression","inputs":[[1]],"targets":[[1,2]],"test_inputs":[[1]],"test_targets":[[1,2]]}}"#,
      #"{"dataset":{"task":"regression"}}"#
    ),
    (
      #"{"dataset":{"inputs":[[1]],"targets":[1]},"labels":{"inputs":"x,]}"}}"#,
      #"{"dataset":{},"labels":{"inputs":"x,]}"}}"#
    ),
  ]

  @Test(arguments: cases)
  func rowsAreLeftOut(spec: String, shown: String) {
    #expect(String(decoding: StoredSpec.withoutRows(Array(spec.utf8)), as: UTF8.self) == shown)
  }

  @Test(arguments: [
    #"{"seed":1,"dataset":{"name":"xor","samples":4}}"#,
    #"{"labels":{"dataset":"{\"inputs\":[1]}"},"dataset":{"id":"ds_0"}}"#, "{}",
  ])
  func whatHasNoRowsStaysAsItIs(spec: String) {
    #expect(StoredSpec.withoutRows(Array(spec.utf8)) == Array(spec.utf8))
  }
}
