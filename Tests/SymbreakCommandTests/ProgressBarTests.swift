import Testing
import symbreak

@Suite struct ProgressBarTests {
  @Test func theLineTellsShareRateAndTimeLeft() {
    let line = ProgressBar(steps: 10_000).line(step: 2500, seconds: 5, width: 100)
    #expect(
      line == String(repeating: "█", count: 10) + String(repeating: "░", count: 30)
        + "   25 %  2500/10000 steps  500/s  15 s left")
  }

  @Test func beforeTheFirstStepThereIsNoRate() {
    let line = ProgressBar(steps: 10).line(step: 0, seconds: 1, width: 100)
    #expect(line.hasSuffix("0 %  0/10 steps"))
  }

  @Test(arguments: [0, 5, 20, 50, 60, 79])
  func theLineFitsTheTerminal(width: Int) {
    for step in [0, 1, 999_999, 1_000_000] {
      let line = ProgressBar(steps: 1_000_000).line(step: step, seconds: 1234.5, width: width)
      #expect(line.count <= width)
    }
  }

  @Test func aTrainingWithoutStepsIsDone() {
    #expect(ProgressBar(steps: 0).line(step: 0, seconds: 0, width: 80).contains("100 %"))
  }
}
