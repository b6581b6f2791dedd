import Experiments
import SpecJSON
import StrictJSON
import Testing
import TrainingEngine
import TrainingModel

@Suite struct SnapshotArchiveTests {
  /// A job of the smallest network, of one whose snapshots fit three to an artifact, and of one
  /// that needs an artifact for each.
  @Test(arguments: [(2, 40, 1), (280, 7, 3), (600, 3, 3)])
  func everySnapshotIsFoundAgain(_ width: Int, _ count: Int, _ artifactCount: Int) throws {
    let spec = try SpecReader.read(
      JSONValue.parse(
        """
        {"architecture": [2, \(width), \(width), 1], "training": {"steps": 1},
         "record": {"similarity": false}}
        """)
    ).spec
    let first = try #require(Experiment.run(spec) { .zero }.record.snapshots.first)
    let snapshots = (0..<count).map { step in
      var snapshot = first
      snapshot.step = step
      snapshot.weights.layers[0].weights[0] = Double(step)
      return snapshot
    }
    let artifacts = SnapshotArchive.artifacts(snapshots, of: spec)
    #expect(artifacts.count == artifactCount)
    for index in 0..<count {
      let place = SnapshotArchive.place(of: index, in: spec)
      let stored = try #require(artifacts[place.artifact])
      #expect(try WeightBlob.decode(Array(stored[place.bytes])).weights == snapshots[index].weights)
    }
  }
}
