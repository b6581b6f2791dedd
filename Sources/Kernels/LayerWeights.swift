/// The weights of one layer of some networks, one network a lane, for what is measured of them as a
/// whole. Letters: I inputs, N units, L lanes.
public struct LayerWeights {
  public var inputs: Int
  public var units: Int
  public var hasBias: Bool
  public var lanes: Int
  /// (I, N, L) weights and, where there are any, (N, L) biases.
  public var numbers: UnsafePointer<Double>
  /// Room for (the larger side + 1) × the smaller side vectors, and 16.
  public var scratch: UnsafeMutablePointer<Double>

  @inlinable
  public init(
    inputs: Int, units: Int, hasBias: Bool, lanes: Int, numbers: UnsafePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) {
    self.inputs = inputs
    self.units = units
    self.hasBias = hasBias
    self.lanes = lanes
    self.numbers = numbers
    self.scratch = scratch
  }

  @inlinable @inline(__always)
  func weight<V: KernelVector>(_ input: Int, _ unit: Int, _ lane: Int, _: V.Type) -> V
  where V.Scalar == Double {
    V.load(numbers + ((input &* units &+ unit) &* lanes &+ lane))
  }

  @inlinable @inline(__always)
  func largest<V: KernelVector>(_ lane: Int, _: V.Type) -> V where V.Scalar == Double {
    var largest = V.zero
    for place in 0..<(inputs &* units) {
      let size = V.load(numbers + (place &* lanes &+ lane)).magnitude
      largest = V.select(size, largest, whereLess: largest, than: size)
    }
    return largest
  }

  /// 1 where all units have the same weights.
  @inlinable @inline(__always)
  func areAlike<V: KernelVector>(_ lane: Int, _: V.Type) -> V where V.Scalar == Double {
    var apart = V.zero
    for input in 0..<inputs {
      let first = weight(input, 0, lane, V.self)
      for unit in 1..<max(1, units) {
        apart += (weight(input, unit, lane, V.self) - first).magnitude
      }
    }
    return V.select(V.zero, V(repeating: 1), whereLess: V.zero, than: apart)
  }

  /// The effective rank of each network's matrix: exp of the entropy of the singular values as shares
  /// of their sum. It means nothing where the matrix is zero or not finite.
  ///
  /// Singular values by Hestenes's one-sided Jacobi rotations of the smaller side's vectors, which
  /// keeps small ones too; J. Demmel and K. Veselić, Jacobi's Method is More Accurate than QR (1992).
  @inlinable @inline(__always)
  func effectiveRank<V: KernelVector>(_ ranks: UnsafeMutablePointer<Double>, _: V.Type)
  where V.Scalar == Double {
    let (count, length) = (min(inputs, units), max(inputs, units))
    let width = V.scalarCount
    let one = V(repeating: 1)
    var lane = 0
    while lane < lanes {
      if count > 1 {
        let factor = V.powerOfTwo(bringingNearOne: largest(lane, V.self))
        for input in 0..<inputs {
          for unit in 0..<units {
            let place = units < inputs ? unit &* length &+ input : input &* length &+ unit
            (weight(input, unit, lane, V.self) * factor).store(scratch + place &* width)
          }
        }
        var sweeps = 0
        while sweeps < 24, rotateAll(count, length, V.self) { sweeps &+= 1 }
        let rank = exponentialOfEntropy(count, length, V.self)
        V.select(rank, one, whereLess: areAlike(lane, V.self), than: V(repeating: 0.5))
          .store(ranks + lane)
      } else {
        one.store(ranks + lane)
      }
      lane &+= width
    }
  }

  /// Rotates every pair of the scratch's vectors, (count, length), towards a right angle.
  ///
  /// - Returns: whether any lane had a pair that was not at one; a lane that has none is left as it
  ///   is, so that the sweeps of others do not change it.
  @inlinable @inline(__always)
  func rotateAll<V: KernelVector>(_ count: Int, _ length: Int, _: V.Type) -> Bool
  where V.Scalar == Double {
    let width = V.scalarCount
    let one = V(repeating: 1)
    let tolerance = V(repeating: 0x1p-51)
    var moved = false
    for first in 0..<(count &- 1) {
      let x = scratch + first &* length &* width
      for second in (first &+ 1)..<count {
        let y = scratch + second &* length &* width
        var (a, b, c) = (V.zero, V.zero, V.zero)
        for index in 0..<length {
          let (p, q) = (V.load(x + index &* width), V.load(y + index &* width))
          a += p * p
          b += q * q
          c += p * q
        }
        let size = c.magnitude
        let bound = tolerance * (a * b).squareRoot()
        let isOff = V.select(one, V.zero, whereLess: bound, than: size)
        guard isOff.sum() > 0 else { continue }
        moved = true
        let cotangent = (b - a) / (c + c)
        let steep = cotangent.magnitude + V.fma(cotangent, cotangent, one).squareRoot()
        let tangent = V.select(
          (one / steep).withSign(of: cotangent), V.zero, whereLess: bound, than: size)
        let cosine = one / V.fma(tangent, tangent, one).squareRoot()
        let sine = cosine * tangent
        for index in 0..<length {
          let (p, q) = (V.load(x + index &* width), V.load(y + index &* width))
          (cosine * p - sine * q).store(x + index &* width)
          (sine * p + cosine * q).store(y + index &* width)
        }
      }
    }
    return moved
  }

  @inlinable @inline(__always)
  func exponentialOfEntropy<V: KernelVector>(_ count: Int, _ length: Int, _: V.Type) -> V
  where V.Scalar == Double {
    let width = V.scalarCount
    let room = scratch + count &* length &* width
    var total = V.zero
    for vector in 0..<count {
      var square = V.zero
      for index in 0..<length {
        let p = V.load(scratch + (vector &* length &+ index) &* width)
        square += p * p
      }
      let value = square.squareRoot()
      value.store(room + vector &* width)
      total += value
    }
    var entropy = V.zero
    let tiny = V(repeating: 0x1p-1000)
    for vector in 0..<count {
      let share = V.load(room + vector &* width) / total
      let own = share * V.log(V.select(tiny, share, whereLess: share, than: tiny))
      entropy = entropy - own
    }
    return V.exp(entropy)
  }
}
