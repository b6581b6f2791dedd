import Foundation
import KernelDispatch
import Testing
import TrainingModel

@Suite("Random streams")
struct RandomTests {
  private struct Vectors: Decodable {
    struct Block: Decodable {
      let counter: [String]
      let key: [String]
      let output: [String]
    }

    let published: [Block]
    let blocks: [Block]
  }

  @Test(arguments: KernelVariant.available)
  func philoxGivesThePublishedBlocks(_ kernels: KernelVariant) throws {
    let vectors = try fixture("philox", as: Vectors.self)
    #expect(vectors.published.count == 3)
    for block in vectors.published + vectors.blocks {
      let counter = SIMD4(block.counter.map { UInt32($0, radix: 16)! })
      var stream = RandomStream(
        key: SIMD2(block.key.map { UInt32($0, radix: 16)! }),
        upper: SIMD2(counter[2], counter[3]),
        firstBlock: UInt64(counter[1]) << 32 | UInt64(counter[0]), kernels: kernels)
      #expect((0..<4).map { _ in stream.nextWord() } == block.output.map { UInt32($0, radix: 16)! })
    }
  }

  @Test func everyVariantGivesTheSameStream() {
    func words(_ kernels: KernelVariant) -> [UInt32] {
      var stream = RandomStream(
        key: SIMD2(1, 2), upper: SIMD2(3, 4), firstBlock: .max - 20, kernels: kernels)
      return (0..<1000).map { _ in stream.nextWord() }
    }
    let expected = words(.baseline)
    #expect(Set(expected).count > 990)
    for kernels in KernelVariant.available { #expect(words(kernels) == expected) }
  }

  @Test func streamsOfOtherPurposesAndLayersDiffer() {
    var firsts = Set<UInt64>()
    for seed in [0, 1, UInt64.max] {
      for purpose in RandomPurpose.allCases {
        for layer in 0..<4 {
          var stream = RandomStream(seed: seed, purpose: purpose, layer: layer)
          firsts.insert(stream.nextBits())
        }
      }
    }
    #expect(firsts.count == 3 * 14 * 4)
  }

  @Test func wholeNumbersAreUniform() {
    var stream = RandomStream(seed: 5, purpose: .data)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[Int(stream.nextInteger(below: 7))] += 1 }
    // Six degrees of freedom: chi squared past 30 has a chance of 4 in 100,000.
    let chiSquared = counts.reduce(0) { $0 + pow(Double($1) - 10_000, 2) / 10_000 }
    #expect(chiSquared < 30)
  }

  /// `erfc` of the C library is the outside reference for the distribution's shape.
  @Test func normalNumbersFollowTheNormalDistribution() {
    var stream = RandomStream(seed: 9, purpose: .weights)
    let count = 50_000
    let sorted = (0..<count).map { _ in stream.nextNormal() }.sorted()
    var distance = 0.0
    for (index, z) in sorted.enumerated() {
      let cumulative = 0.5 * erfc(-z / 2.0.squareRoot())
      distance = max(
        distance, abs(cumulative - Double(index) / Double(count)),
        abs(cumulative - Double(index + 1) / Double(count)))
    }
    // Kolmogorov: past 1.95 / √n the chance is 1 in 1,000, and the stream is fixed.
    #expect(distance < 1.95 / Double(count).squareRoot())
  }

  @Test func normalNumbersInvertTheDistributionExactly() {
    var stream = RandomStream(seed: 3, purpose: .weights)
    var same = stream
    for _ in 0..<2000 {
      let u = stream.nextUnit()
      let z = same.nextNormal()
      let back = 0.5 * erfc(-z / 2.0.squareRoot())
      // What the last places of z and of u themselves amount to, a few times over.
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      #expect(abs(back - u) <= 4 * (z.ulp * density + u.ulp))
    }
  }

  @Test func truncatedNormalNumbersStayWithinTheirBound() {
    var stream = RandomStream(seed: 4, purpose: .weights)
    let values = (0..<20_000).map { _ in stream.nextTruncatedNormal(from: -2, to: 2) }
    #expect(values.allSatisfy { abs($0) <= 2 })
    let variance = values.reduce(0) { $0 + $1 * $1 } / 20_000
    // The deviation of a normal cut at 2: 0.87962566103423978.
    #expect(abs(variance.squareRoot() - 0.87962566103423978) < 0.01)
  }
}
