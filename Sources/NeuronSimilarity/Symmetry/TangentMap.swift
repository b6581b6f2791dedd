/// The product of the maps of a difference so far, with the momentum's share of it.
struct TangentMap {
  private let side: Int
  /// (side, side): where each unit difference of the start has come to, one a row.
  private var places: [Double]
  private var velocities: [Double]

  init(side: Int) {
    self.side = side
    places = (0..<side * side).map { $0 % (side + 1) == 0 ? 1 : 0 }
    velocities = Array(repeating: 0, count: side * side)
  }

  mutating func advance(_ block: TransverseBlock, _ rule: DescentRule) {
    for row in 0..<side {
      let range = row * side..<(row + 1) * side
      let gradient = block.times(Array(places[range]))
      for (index, slope) in zip(range, gradient) {
        velocities[index] = rule.momentum * velocities[index] + slope
        let change =
          rule.nesterov ? slope + rule.momentum * velocities[index] : velocities[index]
        places[index] -= rule.rate * change
      }
    }
  }

  /// Its largest singular value.
  var largest: Double {
    SingularValueDecomposition(DenseMatrix(rows: side, columns: side, values: places))?.values.first
      ?? .nan
  }
}
