import HTTPCodec
import Testing

@Suite struct FieldElementsTests {
  @Test(arguments: [
    ([], []), ([""], []), (["a"], ["a"]), ([" a ,\tb "], ["a", "b"]),
    (["a,,b", "c"], ["a", "b", "c"]),
    ([#"a;x="1,2",b"#], [#"a;x="1,2""#, "b"]), ([#"a="\",",b"#], [#"a="\",""#, "b"]),
    ([#"a="b,c"#], [#"a="b,c"#]), (["é,ü"], ["é", "ü"]),
  ])
  func listsFallIntoTheirElements(values: [String], elements: [String]) {
    #expect(FieldElements.texts(of: values) == elements)
  }

  @Test func aBackslashEscapesNothingInATag() {
    #expect(FieldElements.texts(of: [#""a\","b,c""#], quotes: .plain) == [#""a\""#, #""b,c""#])
  }

  @Test func noMoreThanSomeElementsAreRead() {
    let many = (1...100).map(String.init)
    let read = Array(many.prefix(FieldElements.most))
    #expect(FieldElements.texts(of: [many.joined(separator: ",")]) == read)
    #expect(FieldElements.texts(of: many) == read)
    #expect(FieldElements.texts(of: [String(repeating: ",", count: 100) + "a"]) == [])
  }

  @Test(arguments: [
    ("a", 1000), ("a;q=1", 1000), ("a;q=1.000", 1000), ("a ; Q=0.5", 500), ("a;q=0.123", 123),
    ("a;q=0", 0), ("a;q=0.", 0), ("a;q=1.", 1000), ("a;q=0.001", 1), ("a;q=1.001", nil),
    ("a;q=2", nil), ("a;q=", nil), ("a;q=.5", nil), ("a;q=0.1234", nil), ("a;q=-1", nil),
    ("a;q=00", nil), ("a;q=0,5", 0), ("a;q=x", nil),
  ])
  func weights(text: String, weight: Int?) {
    #expect(FieldElements.weighted(of: [text]).first?.weight == weight)
  }

  @Test func valuesAreInLowerCaseAndOtherParametersNoted() {
    let elements = FieldElements.weighted(of: ["Text/HTML;Level=1;q=0.5, x;q=1;y, GZIP"])
    #expect(elements.map(\.value) == ["text/html", "x", "gzip"])
    #expect(elements.map(\.weight) == [500, 1000, 1000])
    #expect(elements.map(\.hasOtherParameters) == [true, true, false])
  }

  @Test func onlyLettersOfASCIIChangeTheirCase() {
    #expect("ÄBC-Z1é".asciiLowercased == "Äbc-z1é")
    #expect(" \t a b \t".withoutOuterBlanks == "a b")
    #expect("\t ".withoutOuterBlanks == "")
  }
}
