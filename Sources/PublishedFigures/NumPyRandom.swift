internal import Glibc
internal import NeuronSimilarity

/// `numpy.random.seed` and `numpy.random.randn`, so that published examples start from their own
/// numbers: the Mersenne Twister MT19937 (Matsumoto & Nishimura 1998) and Marsaglia's polar method.
package struct NumPyRandom {
  private var state: [UInt32]
  private var next = 624
  private var kept: Double?

  /// The generator after `numpy.random.seed(seed)`.
  package init(seed: UInt32) {
    state = [seed]
    for index in 1..<624 {
      let last = state[index - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index))
    }
  }

  private mutating func word() -> UInt32 {
    if next == 624 {
      for index in 0..<624 {
        let joined = state[index] & 0x8000_0000 | state[(index + 1) % 624] & 0x7FFF_FFFF
        state[index] =
          state[(index + 397) % 624] ^ joined >> 1 ^ (joined & 1 == 1 ? 0x9908_B0DF : 0)
      }
      next = 0
    }
    var y = state[next]
    next += 1
    y ^= y >> 11
    y ^= y << 7 & 0x9D2C_5680
    y ^= y << 15 & 0xEFC6_0000
    return y ^ y >> 18
  }

  /// 53 random bits in [0, 1).
  private mutating func unit() -> Double {
    let high = Double(word() >> 5)
    let low = Double(word() >> 6)
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }

  /// The next number of `randn`.
  package mutating func normal() -> Double {
    if let kept {
      self.kept = nil
      return kept
    }
    while true {
      let x = 2 * unit() - 1
      let y = 2 * unit() - 1
      let square = x * x + y * y
      guard square < 1, square > 0 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      kept = factor * x
      return factor * y
    }
  }

  /// `randn(rows, columns)`.
  mutating func normals(rows: Int, columns: Int) -> DenseMatrix {
    DenseMatrix(
      rows: rows, columns: columns, values: (0..<rows * columns).map { _ in normal() })
  }
}
