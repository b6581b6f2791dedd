// Letters: N neurons, P = N (N - 1) / 2 pairs of them, L networks, one a lane. Everything that is
// measured of networks in lanes is in float64; each lane is a sequence of operations of its own, the
// same at every width, so that a network's figures do not depend on those beside it.

/// Vectors of the neurons of a layer of some networks, one network a lane.
public struct NeuronNumbers {
  public var neurons: Int
  /// Numbers of a neuron's vector.
  public var length: Int
  /// (L): the first number of the first neuron.
  public var numbers: UnsafePointer<Double>
  /// From a neuron's number to the next neuron's, and to the same neuron's next.
  public var neuronStride: Int
  public var numberStride: Int

  @inlinable
  public init(
    neurons: Int, length: Int, numbers: UnsafePointer<Double>, neuronStride: Int,
    numberStride: Int
  ) {
    self.neurons = neurons
    self.length = length
    self.numbers = numbers
    self.neuronStride = neuronStride
    self.numberStride = numberStride
  }
}

/// How alike the neurons of a layer are, pair by pair, and its summary; memory that the caller owns.
public struct NeuronPairs {
  /// What a summary holds of each network, in this order, (figures, L).
  public enum Figure: Int, CaseIterable {
    case mean, least, most, lowerQuartile, median, upperQuartile
    /// The largest difference of any number between two neurons, and the extremes of their norms.
    case largestDifference, leastNorm, greatestNorm
    /// 1 where every neuron has a direction: only then do the first six mean anything.
    case isWhole
  }

  public var neurons: Int
  public var lanes: Int
  /// (P, L), pairs (0, 1), (0, 2), … (1, 2), …: products of the vectors, then their cosines.
  public var cosines: UnsafeMutablePointer<Double>
  /// (N, L): each neuron's product with itself: 0 without a direction, not finite where a number of
  /// it is not.
  public var squares: UnsafeMutablePointer<Double>
  public var figures: UnsafeMutablePointer<Double>
  /// Room for max(P, N × length) vectors.
  public var scratch: UnsafeMutablePointer<Double>

  @inlinable
  public init(
    neurons: Int, lanes: Int, cosines: UnsafeMutablePointer<Double>,
    squares: UnsafeMutablePointer<Double>, figures: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) {
    self.neurons = neurons
    self.lanes = lanes
    self.cosines = cosines
    self.squares = squares
    self.figures = figures
    self.scratch = scratch
  }

  @inlinable @inline(__always)
  public static func pairs(of neurons: Int) -> Int { neurons &* (neurons &- 1) / 2 }

  /// Where pair (i, j), i < j, stands.
  @inlinable @inline(__always)
  func place(_ i: Int, _ j: Int) -> Int { i &* (2 &* neurons &- i &- 1) / 2 &+ j &- i &- 1 }

  /// Cosines, norms and differences of vectors.
  @inlinable @inline(__always)
  func compare<V: KernelVector>(_ vectors: NeuronNumbers, _: V.Type) where V.Scalar == Double {
    var lane = 0
    while lane < lanes {
      scale(vectors, lane, V.self)
      multiply(length: vectors.length, lane, goesOn: false, V.self)
      difference(vectors, lane, V.self).store(figure(.largestDifference, lane))
      var least = V(repeating: .infinity)
      var most = V.zero
      for neuron in 0..<neurons {
        let square = V.load(squares + (neuron &* lanes &+ lane))
        let norm = square.squareRoot() / V.load(figures + norms(neuron, lane))
        least = V.select(norm, least, whereLess: norm, than: least)
        most = V.select(norm, most, whereLess: most, than: norm)
      }
      least.store(figure(.leastNorm, lane))
      most.store(figure(.greatestNorm, lane))
      divide(lane, V.self)
      summarize(lane, V.self)
      lane &+= V.scalarCount
    }
  }

  /// Where a figure of the lanes from `lane` on stands.
  @inlinable @inline(__always)
  func figure(_ figure: Figure, _ lane: Int) -> UnsafeMutablePointer<Double> {
    figures + (figure.rawValue &* lanes &+ lane)
  }

  /// Behind the figures, a neuron's scale.
  @inlinable @inline(__always)
  func norms(_ neuron: Int, _ lane: Int) -> Int {
    (Figure.allCases.count &+ neuron) &* lanes &+ lane
  }

  /// Numbers of ``figures``, with room for every neuron's scale.
  @inlinable
  public static func figureCount(neurons: Int, lanes: Int) -> Int {
    (Figure.allCases.count + neurons) * lanes
  }

  /// Copies the vectors to the scratch, (length, N), each times a power of two that brings its
  /// largest number near 1, so that squares neither overflow nor vanish.
  @inlinable @inline(__always)
  func scale<V: KernelVector>(_ vectors: NeuronNumbers, _ lane: Int, _: V.Type)
  where V.Scalar == Double {
    let width = V.scalarCount
    for neuron in 0..<neurons {
      let source = vectors.numbers + (neuron &* vectors.neuronStride &+ lane)
      var largest = V.zero
      for index in 0..<vectors.length {
        let size = V.load(source + index &* vectors.numberStride).magnitude
        largest = V.select(size, largest, whereLess: largest, than: size)
      }
      let factor = V.powerOfTwo(bringingNearOne: largest)
      factor.store(figures + norms(neuron, lane))
      for index in 0..<vectors.length {
        (V.load(source + index &* vectors.numberStride) * factor)
          .store(scratch + (index &* neurons &+ neuron) &* width)
      }
    }
  }

  /// The largest difference of any number between two neurons.
  @inlinable @inline(__always)
  func difference<V: KernelVector>(_ vectors: NeuronNumbers, _ lane: Int, _: V.Type) -> V
  where V.Scalar == Double {
    var difference = V.zero
    for index in 0..<vectors.length {
      let source = vectors.numbers + (index &* vectors.numberStride &+ lane)
      var least = V.load(source)
      var most = least
      for neuron in 1..<max(1, neurons) {
        let own = V.load(source + neuron &* vectors.neuronStride)
        least = V.select(own, least, whereLess: own, than: least)
        most = V.select(own, most, whereLess: most, than: own)
      }
      let apart = most - least
      difference = V.select(apart, difference, whereLess: difference, than: apart)
    }
    return difference
  }

  /// Products of all pairs of the scratch's vectors, (length, N): each one chain over the numbers.
  @inlinable @inline(__always)
  func multiply<V: KernelVector>(length: Int, _ lane: Int, goesOn: Bool, _: V.Type)
  where V.Scalar == Double {
    let width = V.scalarCount
    let step = neurons &* width
    var i = 0
    while i < neurons {
      let i1 = min(i &+ 1, neurons &- 1)
      var j = i
      while j < neurons {
        let j1 = min(j &+ 1, neurons &- 1)
        var c00 = start(i, j, lane, goesOn, V.self)
        var c01 = start(i, j1, lane, goesOn, V.self)
        var c10 = start(i1, j, lane, goesOn, V.self)
        var c11 = start(i1, j1, lane, goesOn, V.self)
        var row = UnsafePointer(scratch)
        for _ in 0..<length {
          let (a0, a1) = (V.load(row + i &* width), V.load(row + i1 &* width))
          let (b0, b1) = (V.load(row + j &* width), V.load(row + j1 &* width))
          c00 += a0 * b0
          c01 += a0 * b1
          c10 += a1 * b0
          c11 += a1 * b1
          row += step
        }
        store(c00, i, j, lane)
        if j1 > j { store(c01, i, j1, lane) }
        if i1 > i, i1 <= j { store(c10, i1, j, lane) }
        if i1 > i, j1 > j { store(c11, i1, j1, lane) }
        j &+= 2
      }
      i &+= 2
    }
  }

  @inlinable @inline(__always)
  func sum(_ i: Int, _ j: Int, _ lane: Int) -> UnsafeMutablePointer<Double> {
    i == j
      ? squares + (i &* lanes &+ lane)
      : cosines + (place(min(i, j), max(i, j)) &* lanes &+ lane)
  }

  @inlinable @inline(__always)
  func start<V: KernelVector>(_ i: Int, _ j: Int, _ lane: Int, _ goesOn: Bool, _: V.Type) -> V
  where V.Scalar == Double {
    goesOn ? V.load(sum(i, j, lane)) : V.zero
  }

  @inlinable @inline(__always)
  func store<V: KernelVector>(_ value: V, _ i: Int, _ j: Int, _ lane: Int)
  where V.Scalar == Double {
    value.store(sum(i, j, lane))
  }

  /// Products become cosines, held within [-1, 1]: those of equal vectors are exactly 1, since the
  /// root of a number's square is the number.
  @inlinable @inline(__always)
  func divide<V: KernelVector>(_ lane: Int, _: V.Type) where V.Scalar == Double {
    var at = cosines + lane
    for i in 0..<neurons {
      let own = V.load(squares + (i &* lanes &+ lane))
      for j in (i &+ 1)..<max(i &+ 1, neurons) {
        let other = V.load(squares + (j &* lanes &+ lane))
        // Adding 0 makes a zero's sign plus, or the order of equal values would show.
        let cosine = V.load(at) / (own * other).squareRoot() + V.zero
        V.clamp(cosine, from: V(repeating: -1), to: V(repeating: 1)).store(at)
        at += lanes
      }
    }
  }

  /// Mean, extremes and quartiles of the cosines, and whether there is one for every pair.
  @inlinable @inline(__always)
  func summarize<V: KernelVector>(_ lane: Int, _: V.Type) where V.Scalar == Double {
    let one = V(repeating: 1)
    var whole = one
    for neuron in 0..<neurons {
      let square = V.load(squares + (neuron &* lanes &+ lane))
      whole = V.select(whole, V.zero, whereLess: V.zero, than: square)
      whole = V.select(whole, V.zero, whereLess: square, than: V(repeating: .infinity))
    }
    whole.store(figure(.isWhole, lane))
    let count = Self.pairs(of: neurons)
    guard count > 0 else { return }
    let width = V.scalarCount
    var total = V.zero
    for pair in 0..<count {
      let cosine = V.load(cosines + (pair &* lanes &+ lane))
      total += cosine
      cosine.store(scratch + pair &* width)
    }
    SortingNetwork<V>.sort(scratch, count)
    let least = V.load(scratch)
    let most = V.load(scratch + (count &- 1) &* width)
    least.store(figure(.least, lane))
    most.store(figure(.most, lane))
    // Rounding may take a mean of nearly equal values past them.
    V.clamp(total / V(repeating: Double(count)), from: least, to: most)
      .store(figure(.mean, lane))
    quantile(1, count, V.self).store(figure(.lowerQuartile, lane))
    quantile(2, count, V.self).store(figure(.median, lane))
    quantile(3, count, V.self).store(figure(.upperQuartile, lane))
  }

  /// So many quarters of the sorted scratch, between order statistics by linear interpolation.
  @inlinable @inline(__always)
  func quantile<V: KernelVector>(_ quarters: Int, _ count: Int, _: V.Type) -> V
  where V.Scalar == Double {
    let place = (count &- 1) &* quarters
    let below = V.load(scratch + (place / 4) &* V.scalarCount)
    let above = V.load(scratch + min(place / 4 &+ 1, count &- 1) &* V.scalarCount)
    return below + (above - below) * V(repeating: Double(place % 4) / 4)
  }
}

extension KernelVector where Scalar == Double {
  /// The power of two that brings a magnitude near 1, within the exponents of normal numbers.
  @inlinable @inline(__always)
  static func powerOfTwo(bringingNearOne magnitude: Self) -> Self {
    let bounded = clamp(
      magnitude, from: Self(repeating: 0x1p-1022), to: Self(repeating: 0x1p1022))
    let exponent = bounded.bits &>> Bits(repeating: 52)
    return Self(bits: (Bits(repeating: 2046) &- exponent) &<< Bits(repeating: 52))
  }
}
