/// Groups things that are equal: the group of each, numbered in order of first appearance.
///
/// Hashes only find candidates; equality decides, so that a collision costs time and never an
/// answer. Swift's hasher is keyed at random, so that no input can be made to collide.
///
/// - Complexity: O(count) calls of `hash` and, but for collisions, of `equal`.
func groups(
  count: Int, hash: (Int) -> Int, equal: (Int, Int) -> Bool
) -> (groupOf: [Int], first: [Int]) {
  var groupOf: [Int] = []
  groupOf.reserveCapacity(count)
  var first: [Int] = []
  var candidates: [Int: [Int]] = [:]
  for index in 0..<count {
    let key = hash(index)
    if let group = candidates[key]?.first(where: { equal(first[$0], index) }) {
      groupOf.append(group)
    } else {
      groupOf.append(first.count)
      candidates[key, default: []].append(first.count)
      first.append(index)
    }
  }
  return (groupOf, first)
}

extension Double {
  /// The bits by which two numbers of two neurons are compared.
  ///
  /// Zeros of either sign are one value: no operation of a training (sums, products, activations,
  /// square roots plus a positive constant) turns the sign of a zero into any other difference, so
  /// neurons that differ in it alone compute the same function and stay together. Every NaN is one
  /// value too: its sign and payload tell which operand the processor looked at first, not what
  /// the neuron computes.
  var comparedBits: UInt64 {
    if self == 0 { return 0 }
    return isNaN ? Double.nan.bitPattern : bitPattern
  }
}
