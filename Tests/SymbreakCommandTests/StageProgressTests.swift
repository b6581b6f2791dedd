import Testing
import symbreak

@Suite struct StageProgressTests {
  @Test func theLineTellsWhichStageAndHowLong() {
    let progress = StageProgress(count: 15)
    #expect(progress.line(2, name: "circles", seconds: 7, width: 79) == "3/15  circles  7 s")
    #expect(progress.line(2, name: "circles", seconds: 7, width: 9) == "3/15  cir")
    #expect(progress.line(2, name: "circles", seconds: 7, width: -1).isEmpty)
  }
}
