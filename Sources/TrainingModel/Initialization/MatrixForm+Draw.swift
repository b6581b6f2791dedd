extension InitializationScheme.MatrixForm {
  /// The matrix (fan_out, fan_in) row by row, before α. `unitVariance` is not yet scaled.
  func draw(
    for target: InitializationScheme.Target, from stream: inout RandomStream,
    isInterrupted: () -> Bool = { false }
  ) -> [Double] {
    let (rows, columns) = (target.fanOut, target.fanIn)
    switch self {
    case .orthogonal(let gain):
      return Self.orthogonal(rows, columns, gain, from: &stream, isInterrupted)
    case .unitVariance:
      return Self.orthogonal(rows, columns, 1, from: &stream, isInterrupted)
    case .identity:
      return Self.matrix(rows, columns) { $0 == $1 ? 1 : 0 }
    case .repeatedIdentity:
      let side = min(rows, columns)
      return Self.matrix(rows, columns) { $0 % side == $1 % side ? 1 : 0 }
    case .hadamardOrIdentity:
      return Self.hadamardOrIdentity(rows, columns)
    case .sparse(let zeros, let deviation):
      return Self.sparse(rows, columns, zeros, deviation, from: &stream)
    }
  }

  private static func matrix(
    _ rows: Int, _ columns: Int, _ value: (_ row: Int, _ column: Int) -> Double
  ) -> [Double] {
    var matrix: [Double] = []
    matrix.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns { matrix.append(value(row, column)) }
    }
    return matrix
  }

  private static func orthogonal(
    _ rows: Int, _ columns: Int, _ gain: Double, from stream: inout RandomStream,
    _ isInterrupted: () -> Bool
  ) -> [Double] {
    let vectors = OrthonormalVectors(
      count: min(rows, columns), length: max(rows, columns), from: &stream,
      isInterrupted: isInterrupted)
    return matrix(rows, columns) { row, column in
      gain * (rows < columns ? vectors[row, column] : vectors[column, row])
    }
  }

  /// Sylvester's Hadamard matrix has (-1) to the number of ones that i and j have in common.
  private static func hadamardOrIdentity(_ rows: Int, _ columns: Int) -> [Double] {
    guard rows > columns else { return matrix(rows, columns) { $0 == $1 ? 1 : 0 } }
    var size = 1
    while size < rows { size *= 2 }
    let scale = (2 / Double(size)).squareRoot()
    return matrix(rows, columns) {
      ($0 & $1).nonzeroBitCount.isMultiple(of: 2) ? scale : -scale
    }
  }

  private static func sparse(
    _ rows: Int, _ columns: Int, _ zeros: Double, _ deviation: Double,
    from stream: inout RandomStream
  ) -> [Double] {
    var numbers = (0..<(rows * columns)).map { _ in deviation * stream.nextNormal() }
    let count = Int((zeros * Double(rows)).rounded(.up))
    var order = Array(0..<rows)
    let interruption = Interruption.current
    for column in 0..<columns {
      if interruption.isRequested { break }
      order.withUnsafeMutableBufferPointer { stream.shuffle($0) }
      for row in order.prefix(count) { numbers[row * columns + column] = 0 }
    }
    return numbers
  }
}
