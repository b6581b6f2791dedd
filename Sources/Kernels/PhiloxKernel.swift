/// Blocks of Philox 4x32-10, as many at once as a vector has elements. The algorithm is described
/// where it is used, at the training core's `RandomStream`.
public struct PhiloxKernel: Sendable {
  /// The numbers of a stream that all its blocks share.
  public struct Stream: Sendable {
    public var key: SIMD2<UInt32>
    /// The two upper words of the counter.
    public var upper: SIMD2<UInt32>

    @inlinable
    public init(key: SIMD2<UInt32>, upper: SIMD2<UInt32>) {
      self.key = key
      self.upper = upper
    }
  }

  /// Blocks of one call of ``fill``.
  public static var blocks: Int { 16 }

  /// Writes ``blocks`` blocks of four words each, beginning with block `first`.
  public let fill:
    @Sendable (_ words: UnsafeMutablePointer<UInt32>, _ stream: Stream, _ first: UInt64) -> Void

  /// Compiles the kernel for vectors of 64-bit words of type W, for the instruction set of the
  /// calling target.
  @inlinable @inline(__always)
  public init<W: SIMD & SendableMetatype>(vector: W.Type) where W.Scalar == UInt64 {
    fill = { words, stream, first in
      var block = 0
      while block < Self.blocks {
        Self.compute(words + 4 &* block, stream, first &+ UInt64(block), W.self)
        block &+= W.scalarCount
      }
    }
  }

  @inlinable @inline(__always)
  static func compute<W: SIMD>(
    _ words: UnsafeMutablePointer<UInt32>, _ stream: Stream, _ first: UInt64, _: W.Type
  ) where W.Scalar == UInt64 {
    // Each element holds a 32-bit word, so that a product of two has room.
    let low = W(repeating: 0xFFFF_FFFF)
    let high = W(repeating: 32)
    var index = W(repeating: first)
    for lane in 0..<W.scalarCount { index[lane] = first &+ UInt64(lane) }
    var x0 = index & low
    var x1 = index &>> high
    var x2 = W(repeating: UInt64(stream.upper[0]))
    var x3 = W(repeating: UInt64(stream.upper[1]))
    var key0 = stream.key[0]
    var key1 = stream.key[1]
    for _ in 0..<10 {
      let p = x0 &* W(repeating: 0xD251_1F53)
      let q = x2 &* W(repeating: 0xCD9E_8D57)
      x0 = (q &>> high) ^ x1 ^ W(repeating: UInt64(key0))
      x1 = q & low
      x2 = (p &>> high) ^ x3 ^ W(repeating: UInt64(key1))
      x3 = p & low
      key0 &+= 0x9E37_79B9
      key1 &+= 0xBB67_AE85
    }
    for lane in 0..<W.scalarCount {
      words[4 &* lane] = UInt32(truncatingIfNeeded: x0[lane])
      words[4 &* lane &+ 1] = UInt32(truncatingIfNeeded: x1[lane])
      words[4 &* lane &+ 2] = UInt32(truncatingIfNeeded: x2[lane])
      words[4 &* lane &+ 3] = UInt32(truncatingIfNeeded: x3[lane])
    }
  }
}
