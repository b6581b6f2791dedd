import JobStoreConformance
import Jobs
import SpecJSON
import StrictJSON
import Testing
import TrainingService

/// The normalised form is a fixed point, and its bytes name the experiment.
struct SpecRoundTripTests {
  @Test(arguments: 0..<300)
  func randomSpecs(seed: UInt64) throws {
    var random = RandomSpec(seed: seed)
    let text = random.next().text
    let read = try readSpec(text)
    let json = SpecWriter.json(read)
    let again = try readSpec(json.text)
    #expect(again == read, "\(text)")
    #expect(SpecWriter.json(again).serialized() == json.serialized())
    #expect(SpecWriter.canonicalBytes(again.spec) == SpecWriter.canonicalBytes(read.spec))
  }

  @Test func canonicalBytesLeaveNameAndLabelsOut() throws {
    let plain = try readSpec(#"{"architecture":[2,1]}"#)
    let named = try readSpec(#"{"architecture":[2,1],"name":"x","labels":{"a":"b"}}"#)
    #expect(plain != named)
    #expect(SpecWriter.canonicalBytes(plain.spec) == SpecWriter.canonicalBytes(named.spec))
    #expect(SpecWriter.canonicalBytes(plain.spec) == SpecWriter.json(plain).canonical())
  }

  @Test func spellingsOfOneSpecHaveOneText() throws {
    let spellings = [
      #"{"architecture":[2,3,1],"init":"glorot_normal","training":{"epochs":10,"batch_size":3}}"#,
      #"{"training":{"batch_size":3.0,"steps":20,"optimizer":"sgd"},"seed":"0","#
        + #""architecture":{"inputs":2,"layers":[{"units":3,"activation":"tanh"},{"units":1}]},"#
        + #""init":{"scheme":"xavier_normal","gain":1.0,"bias":"zeros"},"alpha":1,"dataset":"xor"}"#,
    ]
    let texts = try spellings.map { SpecWriter.canonicalBytes(try readSpec($0).spec) }
    #expect(texts[0] == texts[1])
  }

  @Test(arguments: [
    (#""seed":5"#, true), (#""alpha":7"#, true), (#""init":"he_normal""#, true),
    (#""init":{"scheme":"normal","bias":"ones"}"#, true),
    (#""dataset":{"name":"moons","seed":3}"#, false),
    (#""dataset":{"name":"moons","samples":30}"#, false), (#""activation":"relu""#, false),
    (#""training":{"steps":9}"#, false), (#""training":{"learning_rate":0.5}"#, false),
    (#""precision":"float64""#, false), (#""record":{"points":7}"#, false),
  ])
  func batchKeys(change: String, isShared: Bool) throws {
    let data = change.contains("dataset") ? "" : #","dataset":"moons""#
    let base = try readSpec(#"{"architecture":[2,3,1],"dataset":"moons"}"#)
    let changed = try readSpec(#"{"architecture":[2,3,1],\#(change)\#(data)}"#)
    #expect(changed.spec != base.spec)
    #expect(SpecWriter.canonicalBytes(changed.spec) != SpecWriter.canonicalBytes(base.spec))
    #expect((batchKey(changed) == batchKey(base)) == isShared)
    #expect(batchKey(base).utf8.count == 64)
  }

  /// Wide layers fill vectors by themselves: their jobs wait for no other.
  @Test func wideNetworksShareNoBatch() throws {
    let keys = try [1, 2].map { seed in
      batchKey(try readSpec(#"{"architecture":[2,64,1],"seed":\#(seed)}"#))
    }
    #expect(keys[0] != keys[1])
  }

  private func batchKey(_ spec: ValidatedSpec) -> String {
    NewJob(spec, id: Sample.id(1), owner: JobOwner.local).batchKey
  }

  @Test func largeSeedsAreStrings() throws {
    let last = try readSpec(#"{"architecture":[2,1],"seed":9007199254740992}"#)
    #expect(SpecWriter.json(last)["seed"] == 9_007_199_254_740_992)
    let past = try readSpec(#"{"architecture":[2,1],"seed":9007199254740993}"#)
    #expect(SpecWriter.json(past)["seed"] == "9007199254740993")
    #expect(try readSpec(SpecWriter.json(past).text) == past)
  }
}
