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
      // Two vectors at a time: the rounds of one are a chain in which each waits for the last.
      var block = 0
      while block < Self.blocks {
        var near = PhiloxState<W>(stream, first &+ UInt64(block))
        var far = PhiloxState<W>(stream, first &+ UInt64(block &+ W.scalarCount))
        var key = stream.key
        for _ in 0..<10 {
          near.round(key)
          far.round(key)
          key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        near.store(words + 4 &* block)
        far.store(words + 4 &* (block &+ W.scalarCount))
        block &+= 2 &* W.scalarCount
      }
    }
  }
}

/// Blocks on their way through the rounds, one in each element. Each element holds a 32-bit word, so
/// that a product of two has room.
@usableFromInline
struct PhiloxState<W: SIMD> where W.Scalar == UInt64 {
  @usableFromInline var x0: W
  @usableFromInline var x1: W
  @usableFromInline var x2: W
  @usableFromInline var x3: W

  /// The counters of the blocks from `first` on.
  @inlinable @inline(__always)
  init(_ stream: PhiloxKernel.Stream, _ first: UInt64) {
    var index = W(repeating: first)
    for lane in 0..<W.scalarCount { index[lane] = first &+ UInt64(lane) }
    x0 = index & W(repeating: 0xFFFF_FFFF)
    x1 = index &>> W(repeating: 32)
    x2 = W(repeating: UInt64(stream.upper[0]))
    x3 = W(repeating: UInt64(stream.upper[1]))
  }

  @inlinable @inline(__always)
  mutating func round(_ key: SIMD2<UInt32>) {
    let low = W(repeating: 0xFFFF_FFFF)
    let high = W(repeating: 32)
    let p = x0 &* W(repeating: 0xD251_1F53)
    let q = x2 &* W(repeating: 0xCD9E_8D57)
    x0 = (q &>> high) ^ x1 ^ W(repeating: UInt64(key[0]))
    x1 = q & low
    x2 = (p &>> high) ^ x3 ^ W(repeating: UInt64(key[1]))
    x3 = p & low
  }

  /// Writes the blocks one after the other, four words each.
  @inlinable @inline(__always)
  func store(_ words: UnsafeMutablePointer<UInt32>) {
    for lane in 0..<W.scalarCount {
      words[4 &* lane] = UInt32(truncatingIfNeeded: x0[lane])
      words[4 &* lane &+ 1] = UInt32(truncatingIfNeeded: x1[lane])
      words[4 &* lane &+ 2] = UInt32(truncatingIfNeeded: x2[lane])
      words[4 &* lane &+ 3] = UInt32(truncatingIfNeeded: x3[lane])
    }
  }
}
