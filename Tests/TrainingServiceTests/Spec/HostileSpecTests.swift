import SpecJSON
import StrictJSON
import Testing

/// Specs that are sent to do harm: the answer takes little time and little room, and there is one.
struct HostileSpecTests {
  /// More members that a spec does not have than an answer lists faults.
  private static func unknownMembers(_ count: Int) -> String {
    (0..<count).map { #""u\#($0)":1"# }.joined(separator: ",")
  }

  /// A row that is too short has no field to read in its last column, however full the list of
  /// faults is when it is reached.
  @Test func shortRowsAreSeenWhenNoFurtherFaultIsListed() throws {
    let full = Self.unknownMembers(SpecLimits.standard.faults + 1)
    for csv in [#"a,b\n1"#, #"a,b\n1,2\n3"#, #"a,b,c\n1,x\n"#] {
      let faults = try specFaults(#"{\#(full),"architecture":[1,1],"dataset":{"csv":"\#(csv)"}}"#)
      #expect(faults.count == SpecLimits.standard.faults + 1)
      #expect(faults.last?.code == "more_faults")
    }
  }

  /// One character may be made of a million scalars.
  @Test func messagesQuoteLittleOfLongTexts() throws {
    let long = "a" + String(repeating: "\u{301}", count: 5000)
    let specs = [
      #"{"architecture":[1,1],"\#(long)":1}"#,
      #"{"architecture":[1,1],"init":"\#(long)"}"#,
      #"{"architecture":[1,1],"seed":"\#(long)"}"#,
      #"{"architecture":[1,1],"labels":{"\#(long)":1}}"#,
      #"{"architecture":[1,1],"dataset":{"id":"\#(long)"}}"#,
      #"{"architecture":[1,1],"dataset":{"csv":"\#(long),b\nx,1\ny,1\n"}}"#,
      #"{"architecture":[1,1],"dataset":{"csv":"\#(long),\#(long)\n1,1\n"}}"#,
      #"{"architecture":[1,1],"dataset":{"csv":"\#(long),b\n1,1\n","target":["c","d"]}}"#,
    ]
    for spec in specs {
      let faults = try specFaults(spec)
      #expect(!faults.isEmpty)
      for fault in faults {
        #expect(fault.detail.utf8.count < 1000)
        #expect((fault.suggestion ?? "").utf8.count < 1000)
      }
    }
  }

  /// For each of the first unknown members the one that was meant is looked for, and for the others
  /// not: that would take some hundred times as long as to read their text.
  @Test func manyUnknownMembersTakeLittleTime() throws {
    let text = #"{\#(Self.unknownMembers(100_000)),"architecture":[1,1]}"#
    let clock = ContinuousClock()
    var json = JSONValue.null
    let parsing = try clock.measure { json = try JSONValue.parse(text) }
    let reading = clock.measure {
      #expect(throws: SpecFaults.self) { try SpecReader.read(json) }
    }
    #expect(reading < parsing * 5, "\(reading) for what was parsed in \(parsing)")
  }

  /// Every target is looked up among the columns: there are so many of both at most.
  @Test func columnsAreBounded() throws {
    var limits = SpecLimits()
    limits.units = 2
    let four = #"{"csv":"a,b,c,d\n1,2,3.5,4\n","target":["c","d"]}"#
    _ = try readSpec(#"{"architecture":[2,2],"dataset":\#(four)}"#, limits: limits)
    try expectFaults(
      #"{"architecture":[2,2],"dataset":{"csv":"a,b,c,d,e\n1,2,3,4,5\n"}}"#,
      "too_costly /dataset/csv", limits: limits)
    try expectFaults(
      #"{"architecture":[2,2],"dataset":{"csv":"a,b\n1,2\n","target":["a","b","x","y"]}}"#,
      "mismatch /dataset/target", limits: limits)
  }

  /// Equal specs have one text, so that -0 must be 0 wherever it is data.
  @Test(arguments: [
    #"{"architecture":[1,1],"dataset":{"inputs":[[0.0]],"targets":[0.0]}}"#,
    #"{"architecture":[1,1],"dataset":{"csv":"a,b\n0.0,0.0\n"}}"#,
    #"{"architecture":[2,1],"init":{"scheme":"given","layers":[{"weights":[[0.0,1]],"biases":[0.0]}]}}"#,
    #"{"architecture":[2,1],"init":"normal","alpha":0.0}"#,
  ])
  func negativeZeroIsZero(text: String) throws {
    let negative = try readSpec(text.replacing("0.0", with: "-0.0"))
    #expect(
      SpecWriter.canonicalBytes(negative.spec) == SpecWriter.canonicalBytes(try readSpec(text).spec)
    )
  }
}
