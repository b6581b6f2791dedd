/// Which units of a layer of some networks, one a lane, still move, and how often they are at an end
/// of their range, over a piece of a split.
public struct LaneFlow<Scalar: KernelScalar> {
  public var rows: Int
  public var units: Int
  /// (rows, units, lanes); derivatives of the activations by their sums, `nil` where all are 1.
  public var activations: UnsafePointer<Scalar>
  public var derivatives: UnsafePointer<Scalar>?
  /// Sums of the magnitudes of each unit's derivatives, (units, lanes), to be added to: 0 where all
  /// are.
  public var slopes: UnsafeMutablePointer<Scalar>
  /// What is below or above saturates; `nil` where there are no ends.
  public var ends: (low: Scalar, high: Scalar)?
  /// Takes how many activations of the piece saturate, one number a lane.
  public var saturated: UnsafeMutablePointer<Scalar>

  @inlinable
  public init(
    rows: Int, units: Int, activations: UnsafePointer<Scalar>,
    derivatives: UnsafePointer<Scalar>?, slopes: UnsafeMutablePointer<Scalar>,
    ends: (low: Scalar, high: Scalar)?, saturated: UnsafeMutablePointer<Scalar>
  ) {
    self.rows = rows
    self.units = units
    self.activations = activations
    self.derivatives = derivatives
    self.slopes = slopes
    self.ends = ends
    self.saturated = saturated
  }

  @inlinable @inline(__always)
  func compute<E: LaneElement>(_: E.Type) where E.Vector.Scalar == Scalar {
    typealias V = E.Vector
    let length = units &* E.lanes
    if let derivatives {
      var at = 0
      while at < length {
        var sum = V.load(slopes + at)
        for row in 0..<rows { sum += V.load(derivatives + (row &* length &+ at)).magnitude }
        sum.store(slopes + at)
        at &+= V.scalarCount
      }
    }
    guard let ends else { return }
    let (low, high) = (V(repeating: ends.low), V(repeating: ends.high))
    let one = V(repeating: 1)
    for half in 0..<E.vectors {
      let offset = half &* V.scalarCount
      var count = V.zero
      for place in 0..<(rows &* units) {
        let value = V.load(activations + (place &* E.lanes &+ offset))
        count += V.select(one, V.zero, whereLess: high, than: value)
        count += V.select(one, V.zero, whereLess: value, than: low)
      }
      count.store(saturated + offset)
    }
  }
}
