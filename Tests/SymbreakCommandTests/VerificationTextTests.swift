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

  private let long = VerificationReport.Figure(
    name: "long",
    summary: "A summary of many words that no narrow terminal has room for in a line.",
    source: "A source with as many words as it takes to be wider than forty columns.",
    checks: ["short", "a name of so many words that it takes two lines of forty columns"].map {
      .init(
        name: $0, expected: 1773.5859549373833, measured: -0.6931471805599467e-90,
        tolerance: 1e-14, passes: true)
    })

  @Test(arguments: [200, 80, 60, 40]) func noLineIsWiderAndNoNumberBroken(width: Int) {
    let lines = VerificationText.lines(long, width: width)
    #expect(lines.allSatisfy { $0.count <= width })
    let words = lines.flatMap { $0.split(separator: " ") }
    for number in ["1773.5859549373833", "\(-0.6931471805599467e-90)", "1.0e-14"] {
      #expect(words.count { $0 == number } == 2, "\(number) at \(width)")
    }
  }

  @Test func aWideTerminalHasALineACheck() {
    #expect(VerificationText.lines(long, width: 200).count == 5)
    #expect(VerificationText.lines(long) == VerificationText.lines(long, width: 1000))
  }
}
