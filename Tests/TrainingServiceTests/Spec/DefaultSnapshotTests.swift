import SpecJSON
import StrictJSON
import Testing
import TrainingModel

/// How many copies of its weights a job keeps that does not say.
struct DefaultSnapshotTests {
  @Test(arguments: [
    (#"{"architecture":[2,2,1]}"#, 10),
    (#"{"architecture":[2,8,8,1],"dataset":"circles"}"#, 10),
    // 2,433 numbers.
    (#"{"architecture":[2,32,70,1],"dataset":"circles"}"#, 6),
    // 17,226 numbers.
    (#"{"architecture":[64,128,64,10],"dataset":"digits"}"#, 2),
    // As many as there are recorded steps.
    (#"{"architecture":[2,2,1],"training":{"steps":3}}"#, 4),
    (#"{"architecture":[2,2,1],"record":{"points":5}}"#, 5),
    (#"{"architecture":[2,2,1],"record":{"snapshots":200}}"#, 200),
  ])
  func aSpecThatDoesNotSay(spec: String, snapshots: Int) throws {
    let read = try readSpec(spec)
    #expect(read.spec.recording.snapshots == snapshots)
    // It is in the normalised spec, which is the same job wherever it is sent again.
    let normalized = SpecWriter.json(read)
    #expect(normalized.at("/record/snapshots") == .number(JSONNumber(snapshots)))
    #expect(try readSpec(normalized.text) == read)
  }

  /// As normalised by earlier versions, whose default was as many as fit into 2,000,000 numbers.
  @Test func earlierSpecsKeepTheirMeaning() throws {
    let earlier =
      #"{"architecture":[64,128,64,10],"dataset":"digits","record":{"points":200,"snapshots":116}}"#
    #expect(try readSpec(earlier).spec.recording.snapshots == 116)
  }
}
