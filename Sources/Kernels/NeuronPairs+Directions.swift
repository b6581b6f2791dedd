extension NeuronPairs {
  /// In how many directions the vectors point: each takes the first one that it shares, or whose
  /// opposite, with a vector before it, where |cos| > 1 - `tolerance`; vectors of zeros count nothing.
  @inlinable @inline(__always)
  func directions<V: KernelVector>(
    _ vectors: NeuronNumbers, tolerance: Double, _ counts: UnsafeMutablePointer<Double>, _: V.Type
  ) where V.Scalar == Double {
    let width = V.scalarCount
    let one = V(repeating: 1)
    let bound = V(repeating: 1 - tolerance)
    var lane = 0
    while lane < lanes {
      scale(vectors, lane, V.self)
      multiply(length: vectors.length, lane, goesOn: false, V.self)
      divide(lane, V.self)
      var count = V.zero
      for neuron in 0..<neurons {
        // 1 while nothing before it shares its direction, and it has one.
        var leads = V.select(
          one, V.zero, whereLess: V.zero, than: V.load(squares + (neuron &* lanes &+ lane)))
        for other in 0..<neuron {
          let size = V.load(cosines + (place(other, neuron) &* lanes &+ lane)).magnitude
          let open = one - V.load(scratch + other &* width)
          leads = V.select(leads * open, leads, whereLess: bound, than: size)
        }
        leads.store(scratch + neuron &* width)
        count += leads
      }
      count.store(counts + lane)
      lane &+= width
    }
  }
}
