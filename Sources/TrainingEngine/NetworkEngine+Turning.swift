internal import Kernels

// The matrices turned round, for the way back.
extension NetworkEngine {
  /// One part's rows of every matrix, turned round.
  func turnShare(_ part: Int) {
    for index in layers.indices.dropFirst() {
      let layer = layers[index]
      let inputs = share(of: layer.fanIn, part: part, unit: layer.panel)
      for firstUnit in stride(from: 0, to: layer.units, by: layer.panel) {
        turn(layer: index, inputs: inputs, firstUnit: firstUnit)
      }
    }
  }

  /// Some rows of a panel of a layer's matrix, turned round, in blocks of a panel by a panel: both the
  /// numbers read and those written then stand together.
  func turn(layer index: Int, inputs: Range<Int>, firstUnit: Int) {
    let layer = layers[index]
    let panel = layer.panel
    let width = min(panel, layer.stride &- firstUnit)
    let matrix = parameters + (layer.offset &+ firstUnit &* layer.fanIn)
    var input = inputs.lowerBound
    while input < inputs.upperBound {
      let first = input / panel &* panel
      let end = min(inputs.upperBound, first &+ panel)
      let targetWidth = min(panel, layers[index - 1].stride &- first)
      let target =
        transposed[index] + (first &* layer.units &+ firstUnit &* targetWidth &+ input &- first)
      TurnedBlock(
        source: matrix + input &* width, sourceStride: width, target: target,
        targetStride: targetWidth, rows: end &- input,
        columns: min(width, layer.units &- firstUnit)
      ).write()
      input = end
    }
  }
}

/// A block of a matrix that is written once more with rows for columns.
private struct TurnedBlock<Scalar: KernelScalar> {
  let source: UnsafeMutablePointer<Scalar>
  /// Elements from row to row.
  let sourceStride: Int
  let target: UnsafeMutablePointer<Scalar>
  let targetStride: Int
  /// Of the source.
  let rows: Int
  let columns: Int

  /// Four by four, a vector a row, and what is left number by number.
  @inline(__always)
  func write() {
    let wholeRows = rows & ~3
    let wholeColumns = columns & ~3
    var column = 0
    while column < wholeColumns {
      var row = 0
      while row < wholeRows {
        turnFour(row, column)
        row &+= 4
      }
      column &+= 4
    }
    for column in 0..<columns {
      for row in (column < wholeColumns ? wholeRows : 0)..<rows {
        target[column &* targetStride &+ row] = source[row &* sourceStride &+ column]
      }
    }
  }

  @inline(__always)
  private func turnFour(_ row: Int, _ column: Int) {
    typealias Four = SIMD4<Scalar>
    let from = source + (row &* sourceStride &+ column)
    let (a, b) = (Four.load(from), Four.load(from + sourceStride))
    let (c, d) = (Four.load(from + 2 &* sourceStride), Four.load(from + 3 &* sourceStride))
    let to = target + (column &* targetStride &+ row)
    Four(a[0], b[0], c[0], d[0]).store(to)
    Four(a[1], b[1], c[1], d[1]).store(to + targetStride)
    Four(a[2], b[2], c[2], d[2]).store(to + 2 &* targetStride)
    Four(a[3], b[3], c[3], d[3]).store(to + 3 &* targetStride)
  }
}
