import Experiments
import Testing
import symbreak

@Suite struct VerificationTextTests {
  private func figure(_ measured: Double) -> VerificationReport.Figure {
    VerificationReport.Figure(
      name: "a", summary: "b", source: "c",
      checks: [
        .init(
          name: "d", expected: 1, measured: measured, tolerance: 0.05, passes: measured == 1)
      ])
  }

  @Test func aFailureIsSeen() {
    let good = VerificationText.lines(figure(1))
    #expect(good[0] == "a: b")
    #expect(good.last!.hasPrefix("pass  d"))
    #expect(good.last!.hasSuffix("5.0e-2"))
    let bad = VerificationText.lines(figure(2))
    #expect(bad.last!.hasPrefix("FAIL  d"))
    #expect(
      VerificationText.summary(.init(figures: [figure(1), figure(2)])) == "1 of 2 checks FAIL.")
    #expect(
      VerificationText.summary(.init(figures: [figure(1)])) == "All 1 checks of 1 figures pass.")
  }
}

@Suite struct VerificationProgressTests {
  @Test func theLineTellsWhichFigureAndHowLong() {
    let progress = VerificationProgress(count: 15)
    #expect(progress.line(2, name: "circles", seconds: 7, width: 79) == "3/15  circles  7 s")
    #expect(progress.line(2, name: "circles", seconds: 7, width: 9) == "3/15  cir")
    #expect(progress.line(2, name: "circles", seconds: 7, width: -1).isEmpty)
  }
}
