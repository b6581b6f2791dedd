import SpecJSON
import StrictJSON
import Testing
import TrainingModel

/// Files as people have them: without a header, with other delimiters and decimal marks, with columns
/// that are none of the network's business.
struct CSVFormatTests {
  private func spec(_ csv: String, _ more: String = "", inputs: Int = 2, outputs: Int = 1) -> String
  {
    let text = JSONValue.string(csv).text
    return #"{"architecture":[\#(inputs),\#(outputs)],"dataset":{"csv":\#(text)\#(more)}}"#
  }

  private func data(
    _ csv: String, _ more: String = "", inputs: Int = 2, outputs: Int = 1
  ) throws -> Dataset {
    let read = try readSpec(spec(csv, more, inputs: inputs, outputs: outputs)).spec
    guard case .inline(let data) = read.dataset else { throw SpecFaults(faults: []) }
    return data
  }

  private static let plain = Dataset.Split(inputs: [1, 2.5, 3, -4], targets: [0.5, 7])

  @Test(arguments: [
    "5.1,3.5,setosa\n4.9,3.0,setosa", "1,2.5,0.5\n3,-4,7", "a,b,3\n1,2,0.5", "a,1e3,y\n1,2,0.5",
    "a,\" .5 \",y\n1,2,0.5",
  ])
  func aNumberForANameIsAskedAbout(csv: String) throws {
    let faults = try specFaults(spec(csv))
    #expect(faults.map { "\($0.code) \($0.pointer)" } == ["missing /dataset/header"])
    #expect(faults[0].detail.contains("`header` false"))
  }

  @Test(arguments: ["0x10,inf,y\n1,2.5,0.5\n3,-4,7", "1st,2nd,y\n1,2.5,0.5\n3,-4,7"])
  func namesThatOnlyBeginLikeNumbersAreNames(csv: String) throws {
    #expect(try data(csv).train == Self.plain)
  }

  @Test func withoutAHeaderEveryRowIsKept() throws {
    let csv = "1,2.5,0.5\n3,-4,7"
    let data = try data(csv, #","header":false"#)
    #expect(data.train == Self.plain && data.task == .regression(outputs: 1))
    #expect(try self.data("1,2.5,0.5\n3,-4,0.7", #","header":true"#).train.targets == [0.7])
    for target in ["1", "\"1\"", "[1]"] {
      let first = try self.data(csv, #","header":false,"target":\#(target),"task":"regression""#)
      #expect(first.train == Dataset.Split(inputs: [2.5, 0.5, -4, 7], targets: [1, 3]))
    }
    let dropped = try self.data(csv, #","header":false,"drop":2,"target":3"#, inputs: 1)
    #expect(dropped.train == Dataset.Split(inputs: [1, 3], targets: [0.5, 7]))
  }

  /// 442 rows, as scikit-learn's diabetes data have.
  @Test func noRowOfAFileIsLost() throws {
    let csv = (0..<442).map { "\($0).5,1e-3,\($0 * 7 % 321)" }.joined(separator: "\r\n")
    #expect(try data(csv, #","header":false"#).trainRows == 442)
    try expectFaults(spec(csv), "missing /dataset/header")
  }

  @Test(arguments: [
    ("a;b;y\n1;2.5;0.5\n3;-4;7", #","delimiter":";""#),
    ("a\tb\ty\n1\t2.5\t0.5\n3\t-4\t7", #","delimiter":"tab""#),
    ("a\tb\ty\n1\t2.5\t0.5\n3\t-4\t7", #","delimiter":"\t""#),
    ("a|b|y\n1|2.5|0.5\n3|-4|7", #","delimiter":"|""#),
    ("a;b;y\n1;2,5;0,5\n3;-4;7", #","decimal":",""#),
    ("a|b|y\n1|2,5|,5\n3|-4,0|70e-1", #","decimal":",","delimiter":"|""#),
    ("\u{FEFF}\"a\",\"b\",\"y\"\r\n\"1\",\"2.5\",\"0.5\"\r\n\"3\",\"-4\",\"7\"\r\n", ""),
    (
      "\u{FEFF}\"a\";\"b\";\"y\"\r\n\"1\";\"2,5\";\"0,5\"\r\n\"3\";\"-4\";\"7\"\r\n",
      #","decimal":",""#
    ),
    ("\u{FEFF}1,\"2.5\",0.5\n3,-4,7", #","header":false"#),
    ("\"a\", \"b\" ,\t\"y\"\n1, \"2.5\" , .5\n +3 ,-4., 7", ""),
    ("id,a,when,b,y\n7,1,2020-01-02,2.5,0.5\n8,3,?,-4,7", #","drop":["id","when"]"#),
    ("a,b,y,note\n1,2.5,0.5,\n3,-4,7,\"x,y\"", #","drop":"note""#),
  ])
  func formsOfTheSameTable(csv: String, more: String) throws {
    #expect(try data(csv, more).train == Self.plain)
  }

  @Test(arguments: [
    ("a,b,y\n0x10,2,3", "", "not_a_number /dataset/csv"),
    ("a,b,y\n0x1p3,2,3", "", "not_a_number /dataset/csv"),
    ("a,b,y\ninf,2,3", "", "not_a_number /dataset/csv"),
    ("a,b,y\n1_000,2,3", "", "not_a_number /dataset/csv"),
    ("a,b,y\n\u{0661},2,3", "", "not_a_number /dataset/csv"),
    ("a,b,y\n1e,2,3", "", "not_a_number /dataset/csv"),
    ("a,b,y\n.,2,3", "", "not_a_number /dataset/csv"),
    ("a,b,y\n1e400,2,3", "", "out_of_range /dataset/csv"),
    ("a;b;y\n1.5;2;3", #","decimal":",""#, "not_a_number /dataset/csv"),
    ("a;b;y\n1.234,5;2;3", #","decimal":",""#, "not_a_number /dataset/csv"),
    ("a,b,y\n1,2,3", #","decimal":",","delimiter":",""#, "mismatch /dataset/decimal"),
    ("a,b,y\n1,2,3", #","decimal":"/""#, "unknown_name /dataset/decimal"),
    ("a,b,y\n1,2,3", #","delimiter":":""#, "unknown_name /dataset/delimiter"),
    ("a,b,y\n1,2,3", #","header":"no""#, "wrong_type /dataset/header"),
    ("a,b,y\n1,2,3", #","drop":"z""#, "unknown_name /dataset/drop"),
    ("a,b,y\n1,2,3", #","drop":["a","z"]"#, "unknown_name /dataset/drop/1"),
    ("a,b,y\n1,2,3", #","drop":["a","b"]"#, "mismatch /dataset/drop"),
    ("a,b,y\n1,2,3", #","drop":["a","b","y"]"#, "mismatch /dataset/drop"),
    ("a,b,y\n1,2,3", #","drop":"y","target":"y""#, "mismatch /dataset/target"),
    ("a,b,y\n1,2,3", #","target":3"#, "wrong_type /dataset/target"),
    ("1,2,3", #","header":false,"target":4"#, "unknown_name /dataset/target"),
    ("1,2,3", #","header":false,"target":0"#, "unknown_name /dataset/target"),
  ])
  func othersAreRefused(csv: String, more: String, expected: String) throws {
    try expectFaults(spec(csv, more), expected)
  }

  @Test func theOtherDelimiterIsNamed() throws {
    let faults = try specFaults(spec("a;b;y\n1;2;3"))
    #expect(faults.count == 1 && faults[0].detail.contains("`;`"))
  }

  // MARK: Names of classes

  /// One gap is one fault, and names are no faults because of it.
  @Test func aMissingNameIsOneFault() throws {
    let rows = (0..<50).map { "\($0),1,\($0 == 31 ? "" : $0 % 2 == 0 ? "even" : "odd")" }
    let faults = try specFaults(spec("a,b,kind\n" + rows.joined(separator: "\n")))
    #expect(faults.count == 1)
    #expect(faults.first?.code == "missing")
    #expect(faults.first?.detail.hasPrefix("Line 33, column 3 (`kind`)") == true)
    let nan = try specFaults(spec("a,b,kind\n1,2,x\n1,2,NaN\n1,2,y\n"))
    #expect(nan.map(\.code) == ["missing"])
  }

  @Test func aNumberAmongNamesIsOneFaultOrAName() throws {
    let csv = "a,b,kind\n1,2,x\n1,2,3\n1,2,y\n1,2,x\n"
    #expect(try specFaults(spec(csv)).map(\.code) == ["mismatch"])
    let data = try data(csv, #","task":"classification""#, outputs: 3)
    #expect(data.train.targets == [1, 0, 2, 1] && data.task == .classification(classes: 3))
  }

  @Test func aNameAmongNumbersIsOneFault() throws {
    let faults = try specFaults(spec("a,b,y\n1,2,0\n1,2,1\n1,2,oops\n1,2,1\n"))
    #expect(faults.map(\.code) == ["not_a_number"] && faults[0].detail.hasPrefix("Line 4"))
  }
}
