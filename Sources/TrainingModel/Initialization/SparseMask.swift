/// The weights of a layer that are 0 for good.
package enum SparseMask {
  /// Whether each weight stays, (units, fan_in) row by row; nil where all do.
  package static func kept(of layer: LayerSpec, fanIn: Int, seed: UInt64, number: Int) -> [Bool]? {
    let share = layer.regularization.sparseMask
    guard share > 0 else { return nil }
    var stream = RandomStream(seed: seed, purpose: .sparseMask, layer: number)
    return (0..<(layer.units * fanIn)).map { _ in !stream.nextChance(share) }
  }
}
