import Drawing
import Foundation
import Testing

@Suite struct PictureTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func lines(
    _ points: [(Double, Double?)], name: String = "loss", scale: AxisScale = .linear
  ) -> LinePicture {
    LinePicture(
      title: name, xName: "step", yName: name, yScale: scale,
      lines: [.init(name: name, points: points.map { .init(x: $0.0, y: $0.1) })])
  }

  private let smallest = PictureSize(
    width: PictureSize.widths.lowerBound, height: PictureSize.heights.lowerBound)

  @Test(arguments: [
    "<script>alert(1)</script>", "\"' onload='x", "a & b ]]>", "\u{0}\u{1B}\u{FFFE}\u{202E}",
    String(repeating: "W", count: 400), "", "損失",
  ])
  func namesAreTextAndTheDocumentIsXML(name: String) throws {
    let point = [(0.0, 1.0), (1, 2)]
    let pictures = [
      lines(point, name: name).svg(smallest),
      BarPicture(
        title: name, valueName: name, bars: [.init(name: name, value: 1, deviation: 0.5)]
      ).svg(smallest),
      CellPicture(
        title: name, xName: name, yName: name, x: .numbered(2), y: .numbered(1),
        content: .amounts([1, nil], -1...1, name: name)
      ).svg(smallest),
      CellPicture(
        title: name, xName: name, yName: name, x: .values(2, from: 0, to: 1),
        y: .values(1, from: 0, to: 0), content: .classes([0, 1], names: [name, "b"]),
        divided: [0, 1]
      ).svg(smallest),
    ]
    for picture in pictures {
      let document = text(picture)
      #expect(!document.contains("<script") && !document.contains("onload='"))
      let scalars = document.unicodeScalars
      #expect(scalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value < 0xFFFE })
      #expect(!scalars.contains("\u{202E}"))
      #expect(document.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\""))
      #expect(document.contains("<title>") && document.contains("<desc>"))
    }
  }

  @Test func equalPicturesAreEqualBytes() {
    let picture = lines([(0, 0.5), (1, nil), (2, 0.25)])
    #expect(picture.svg(.standard) == picture.svg(.standard))
  }

  @Test func aGapIsSaidAndLeftOpen() throws {
    let document = text(lines([(0, 1), (1, 2), (2, .nan), (3, 4), (4, 5)]).svg(.standard))
    let path = try #require(document.split(separator: " d=\"").dropFirst(2).first)
    #expect(path.prefix { $0 != "\"" }.filter { $0 == "M" }.count == 2)
    #expect(document.contains("1 of 5 have no place, where the line is broken"))
  }

  @Test func whatIsNotAboveZeroHasNoPlaceOnALogarithmicAxis() {
    let document = text(lines([(0, 0), (1, -1)], scale: .log).svg(.standard))
    #expect(document.contains("No value above 0 to draw"))
    #expect(!document.contains("class=\"line"))
  }

  @Test func aPictureOfManyPointsStaysSmall() {
    let many = (0..<100).map { line in
      LinePicture.Line(
        name: "line \(line)", points: (0..<20_000).map { .init(x: Double($0), y: Double($0 % 97)) })
    }
    let picture = LinePicture(title: "t", xName: "x", yName: "y", lines: many)
    let bytes = picture.svg(PictureSize(width: 2000, height: 2000))
    #expect(bytes.count < 1_000_000, "\(bytes.count) bytes")
  }

  /// What many lines are held as is what their picture shows: the same picture to the pixel, on either axis.
  @Test(arguments: AxisScale.allCases) func aReducedLineHasTheSamePicture(xScale: AxisScale) throws
  {
    let points = (0..<100_000).map { place -> LinePicture.Point in
      let wave = sin(Double(place) / 100_000) + (place == 77_777 ? 9 : 1.5)
      return .init(x: Double(place + 1), y: place % 9_000 == 42 ? nil : wave)
    }
    let line = LinePicture.Line(name: "wave", points: points)
    let reduced = line.reduced(x: xScale, y: .linear)
    #expect(reduced.points.count < 20_000)
    let drawn = try [line, reduced].map { line in
      let picture = LinePicture(
        title: "t", xName: "x", yName: "y", xScale: xScale, lines: [line])
      let document = text(picture.svg(.standard))
      #expect(document.contains("12 of 100000 have no place"))
      return try columns(of: #require(document.firstMatch(of: /class="line[^>]* d="([^"]*)"/)?.1))
    }
    #expect(drawn[0].breaks == drawn[1].breaks)
    // Within a pixel: a column of the one may end in the next of the other.
    for (column, ends) in drawn[0].columns {
      let near = (column - 1...column + 1).compactMap { drawn[1].columns[$0] }
      #expect(
        near.contains { abs(ends.low - $0.low) < 1 }
          && near.contains { abs(ends.high - $0.high) < 1 },
        "at \(column)")
    }
  }

  /// Of each column of pixels the lowest and the highest point of a path.
  private func columns(
    of path: Substring
  ) -> (breaks: Int, columns: [Int: (low: Double, high: Double)]) {
    var columns: [Int: (low: Double, high: Double)] = [:]
    for match in path.matches(of: /([0-9.]+) ([0-9.]+)/) {
      guard let x = Double(match.1), let y = Double(match.2) else { continue }
      let known = columns[Int(x)] ?? (y, y)
      columns[Int(x)] = (min(known.low, y), max(known.high, y))
    }
    return (path.count { $0 == "M" }, columns)
  }

  /// A matrix larger than a picture's cells is drawn in blocks, and says so; its means are kept.
  @Test func manyCellsBecomeBlocks() throws {
    let side = 1024
    let picture = CellPicture(
      title: "t", xName: "x", yName: "y", x: .numbered(side), y: .numbered(side),
      content: .amounts(
        (0..<side * side).map { ($0 % side + $0 / side) % 2 == 0 ? 1 : -1 }, -1...1, name: "n"))
    let document = text(picture.svg(.standard))
    #expect(document.contains("the mean of 8 × 8 cells"))
    // Each block has as many of 1 as of -1: all have the colour of 0.
    #expect(document.split(separator: "class=\"cells\"").count == 2)
    #expect(document.contains("#f6f6f4"))
  }

  @Test func theBordersOfClassesAreDrawn() {
    let picture = CellPicture(
      title: "t", xName: "x", yName: "y", x: .values(2, from: 0, to: 1),
      y: .values(2, from: 0, to: 1), content: .amounts([0, 1, 2, 3], 0...3, name: "n"),
      divided: [0, 1, 0, 1])
    // Between the two columns, in both rows.
    #expect(text(picture.svg(.standard)).contains("d=\"M1 0v1M1 1v1\""))
  }
}
