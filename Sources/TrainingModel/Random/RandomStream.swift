package import KernelDispatch
internal import Kernels

/// What a random stream is for. Each purpose has streams of its own, so that a change of scheme
/// leaves the data, the batch order and everything else as they were.
package enum RandomPurpose: UInt32, Sendable, CaseIterable {
  case data = 1
  case weights = 2
  case biases = 3
  case batchOrder = 4
  case weightPerturbation = 5
  case biasPerturbation = 6
  case gradientNoise = 7
  case weightNoise = 8
  case inputNoise = 9
  case dropout = 10
  case dropConnect = 11
  case sparseMask = 12
  case testSplit = 13
  case recordedRows = 14
}

/// The random numbers of one (seed, purpose, layer), in order.
///
/// They are the blocks of Philox 4x32 with 10 rounds (Salmon et al., "Parallel random numbers: as
/// easy as 1, 2, 3", 2011), a function from a 128-bit counter and a 64-bit key to 128 random bits.
/// The key is the seed; the counter's upper words are the purpose and the layer, so no two streams
/// ever share a block.
///
/// What takes a few instructions a number is inlinable: training draws thousands in a step, in
/// another module.
package struct RandomStream: Sendable {
  private let stream: PhiloxKernel.Stream
  private let kernel: PhiloxKernel
  private var blockIndex: UInt64 = 0
  @usableFromInline var words = InlineArray<64, UInt32>(repeating: 0)
  @usableFromInline var used = 64

  package init(seed: UInt64, purpose: RandomPurpose, layer: Int = 0) {
    self.init(
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)),
      upper: SIMD2(purpose.rawValue, UInt32(layer)), firstBlock: 0, kernels: .best)
  }

  /// Any Philox stream, for tests against published blocks.
  package init(
    key: SIMD2<UInt32>, upper: SIMD2<UInt32>, firstBlock: UInt64, kernels: KernelVariant
  ) {
    stream = PhiloxKernel.Stream(key: key, upper: upper)
    kernel = kernels.philox
    blockIndex = firstBlock
  }

  /// Words taken so far.
  package var position: UInt64 { blockIndex &* 4 &- UInt64(64 &- used) }

  /// Goes to where `position` words have been taken, forwards or back. O(1).
  package mutating func move(to position: UInt64) {
    blockIndex = position / 64 &* UInt64(PhiloxKernel.blocks)
    used = 64
    let rest = Int(position % 64)
    guard rest > 0 else { return }
    refill()
    used = rest
  }

  /// The next 32 random bits.
  @inlinable @inline(__always)
  package mutating func nextWord() -> UInt32 {
    if used == 64 { refill() }
    let word = words[used]
    used &+= 1
    return word
  }

  @usableFromInline
  mutating func refill() {
    let (fill, stream, first) = (kernel.fill, stream, blockIndex)
    var span = words.mutableSpan
    span.withUnsafeMutableBufferPointer { fill($0.baseAddress!, stream, first) }
    blockIndex &+= UInt64(PhiloxKernel.blocks)
    used = 0
  }

  /// The next 64 random bits.
  @inlinable
  package mutating func nextBits() -> UInt64 {
    let low = UInt64(nextWord())
    return UInt64(nextWord()) << 32 | low
  }

  /// The next number of the uniform distribution on the open interval (0, 1): the middles of
  /// 2^52 equal cells.
  @inlinable
  package mutating func nextUnit() -> Double {
    (Double(nextBits() >> 12) + 0.5) * 0x1p-52
  }

  /// Whether an event of this probability happens, to a part in 2^32.
  @inlinable
  package mutating func nextChance(_ probability: Double) -> Bool {
    Double(nextWord()) < probability * 0x1p32
  }

  /// The next number of the uniform distribution from `low` to `high`.
  package mutating func nextUniform(from low: Double, to high: Double) -> Double {
    low + (high - low) * nextUnit()
  }

  /// The next number of the standard normal distribution, by inversion: one number of the stream
  /// gives one normal.
  package mutating func nextNormal() -> Double {
    NormalQuantile.value(at: nextUnit())
  }

  /// The next number of the standard normal distribution held from `low` to `high` by inversion.
  package mutating func nextTruncatedNormal(from low: Double, to high: Double) -> Double {
    // Φ keeps its digits in the lower tail only: an interval above 0 is drawn turned round.
    if low > 0 { return -nextTruncatedNormal(from: -high, to: -low) }
    // Further out Φ is no normal number any more.
    if high < -NormalTail.least {
      return -NormalTail.value(from: -high, to: -low, share: nextUnit())
    }
    let ends = SIMD2<Double>.normal(SIMD2(low, high)).cumulative
    let share = nextUniform(from: ends[0], to: ends[1])
    return NormalQuantile.value(at: min(max(share, .leastNormalMagnitude), 1 - 0x1p-53))
  }

  /// The next whole number from 0 to `bound` - 1, unbiased (Lemire 2019).
  @inlinable
  package mutating func nextInteger(below bound: UInt32) -> UInt32 {
    while true {
      let product = nextWord().multipliedFullWidth(by: bound)
      // The remainder, a division, is needed only where the cheap bound does not settle it.
      if product.low >= bound || product.low >= (0 &- bound) % bound { return product.high }
    }
  }
}
