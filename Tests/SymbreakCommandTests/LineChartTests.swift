import Drawing
import Testing
import symbreak

@Suite struct LineChartTests {
  private func chart(_ values: [Double?]) -> LineChart {
    LineChart(
      title: "loss", axis: "step",
      points: values.enumerated().map { .init(x: Double($0.offset), y: $0.element) })
  }

  @Test func aFallingCurveRunsFromTopLeftToBottomRight() {
    #expect(
      chart([5, 4, 3, 2, 1, 0]).lines(width: 15, height: 4) == [
        "loss",
        "5 ┤⠑⠢⢄",
        "  │⠀⠀⠀⠑⠢⣀",
        "  │⠀⠀⠀⠀⠀⠀⠉⠢⣀",
        "0 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠑⠢⢄",
        "  └┬──────────┬",
        "   0          5",
        "       step",
      ])
  }

  @Test(arguments: [20, 40, 80, 200], [2, 7, 12])
  func noLineIsWiderThanAsked(width: Int, height: Int) {
    let values = (0..<500).map { Optional(1 / Double($0 + 1)) }
    let lines = chart(values).lines(width: width, height: height)
    #expect(lines.allSatisfy { $0.count <= width })
    // The title, the curve, the axis with its labels and its name.
    #expect(lines.count == height + 4)
  }

  @Test func axesAreLabelled() {
    let lines = chart([0.8, 0.4, 0.0]).lines(width: 40, height: 10)
    #expect(lines.first == "loss")
    #expect(lines[1].hasPrefix("0.8 ┤"))
    #expect(lines[10].hasPrefix("0.0 ┤"))
    #expect(lines[12].contains("0") && lines[12].hasSuffix("2"))
    #expect(lines.last?.contains("step") == true)
  }

  @Test func aValueThatIsNotFiniteIsAGapAndSaidSo() {
    let lines = chart([1, 2, .infinity, nil]).lines(width: 40, height: 4)
    #expect(lines.last?.contains("not finite at step 2") == true)
    #expect(chart([1, 2, nil]).lines(width: 40, height: 4).count == 8)
  }

  @Test func nothingFiniteIsNoCurve() {
    #expect(chart([.nan, nil]).lines(width: 40, height: 4).count == 2)
    #expect(chart([]).lines(width: 40, height: 4).count == 2)
  }

  @Test func onePointIsDrawn() {
    let lines = chart([0.5]).lines(width: 40, height: 4)
    let dots = lines.joined().unicodeScalars.filter { (0x2801...0x28FF).contains($0.value) }
    #expect(dots.count == 1)
  }

  @Test func severalCurvesHaveLetters() {
    let chart = LineChart(
      title: "loss", axis: "step",
      lines: ["low": 1.0, "top": 2].sorted { $0.key < $1.key }.map { name, height in
        LineChart.Line(name: name, points: (0...9).map { .init(x: Double($0), y: height) })
      })
    let lines = chart.lines(width: 40, height: 6)
    let rows = ["a", "b"].map { letter in
      (1...6).filter { lines[$0].contains(letter) }
    }
    #expect(rows[0].count == 1 && rows[1].count == 1 && rows[0] != rows[1])
    #expect(lines.suffix(2).map { $0.trimmingPrefix { $0 == " " } } == ["a  low", "b  top"])
    #expect(lines.allSatisfy { $0.count <= 40 })
  }

  @Test func aLogarithmicAxisHasEqualRatios() {
    let chart = LineChart(
      title: "loss", axis: "step",
      points: (0...4).map { .init(x: Double($0), y: [1, 0.1, 0.01, 0.001, 0][$0]) }, scale: .log)
    let lines = chart.lines(width: 40, height: 8)
    let places = ["1 ", "0.1 ", "0.01 ", "0.001 "].map { label in
      lines.firstIndex { $0.trimmingPrefix { $0 == " " }.hasPrefix(label + "┤") }
    }.compactMap(\.self)
    #expect(places.count == 4 && places.first == 1 && places.last == 8)
    #expect(lines.last?.contains("no place on the axis at step 4") == true)
  }
}
