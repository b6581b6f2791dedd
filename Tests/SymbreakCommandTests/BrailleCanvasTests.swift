import Testing
import symbreak

@Suite struct BrailleCanvasTests {
  @Test func eachDotHasItsBit() {
    var scalars: Set<Unicode.Scalar> = []
    for y in 0..<4 {
      for x in 0..<2 {
        var canvas = BrailleCanvas(columns: 1, rows: 1)
        canvas.set(x: x, y: y)
        scalars.formUnion(canvas.rows[0].unicodeScalars)
      }
    }
    #expect(scalars == ["⠁", "⠂", "⠄", "⡀", "⠈", "⠐", "⠠", "⢀"])
  }

  @Test func dotsOutsideAreLeftOut() {
    var canvas = BrailleCanvas(columns: 2, rows: 1)
    for (x, y) in [(-1, 0), (0, -1), (4, 0), (0, 4)] { canvas.set(x: x, y: y) }
    #expect(canvas.rows == ["⠀⠀"])
  }

  @Test func aLineReachesBothEnds() {
    var canvas = BrailleCanvas(columns: 2, rows: 1)
    canvas.line(from: (0, 0), to: (3, 3))
    #expect(canvas.rows == ["⠑⢄"])
  }

  @Test func aSteepLineHasNoGaps() {
    var canvas = BrailleCanvas(columns: 1, rows: 2)
    canvas.line(from: (1, 7), to: (0, 0))
    let dots = canvas.rows.flatMap(\.unicodeScalars).map { ($0.value - 0x2800).nonzeroBitCount }
    #expect(dots == [4, 4])
  }
}
