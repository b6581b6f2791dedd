import Testing
import symbreak

@Suite struct TextTableTests {
  @Test func figuresAreAlignedRight() {
    var table = TextTable(["layer", "units"])
    table.append(["1", "128"])
    table.append(["output", "1"])
    #expect(table.lines == ["layer   units", "1         128", "output      1"])
  }
}
