/// Sums over the rows of a split of what some neurons of networks in lanes answer and of what comes
/// back to them, from which means, norms and correlations follow.
///
/// Products are of distances from each neuron's first activation. By Samuelson's inequality that is
/// within √(rows - 1) standard deviations of the mean, so that taking the mean's part out afterwards
/// loses at most the rows' number of roundings.
public struct ActivationMoments {
  /// Products go to ``NeuronPairs/cosines`` and ``NeuronPairs/squares``.
  public var pairs: NeuronPairs
  /// The piece, (rows, N, L) in float64; `deltas` are the derivatives of the loss by the sums, or
  /// `nil`.
  public var rows: Int
  public var activations: UnsafePointer<Double>
  public var deltas: UnsafePointer<Double>?
  /// Rows of the piece that belong to the probe: only they are compared.
  public var probed: Int
  /// Whether the piece is the first: the sums then begin at 0.
  public var isFirst: Bool
  /// Sums over all rows, (3 N, L): of each neuron's distances from ``pivots``' last, their squares,
  /// and squared deltas.
  public var flow: UnsafeMutablePointer<Double>
  /// Sums over the probe's rows, (2 N, L): of each neuron's distances from its pivot, and of its
  /// squares.
  public var sums: UnsafeMutablePointer<Double>
  /// (N + 1, L): each neuron's first activation, and the first neuron's once more.
  public var pivots: UnsafeMutablePointer<Double>

  @inlinable
  public init(
    pairs: NeuronPairs, rows: Int, activations: UnsafePointer<Double>,
    deltas: UnsafePointer<Double>?, probed: Int, isFirst: Bool, flow: UnsafeMutablePointer<Double>,
    sums: UnsafeMutablePointer<Double>, pivots: UnsafeMutablePointer<Double>
  ) {
    self.pairs = pairs
    self.rows = rows
    self.activations = activations
    self.deltas = deltas
    self.probed = probed
    self.isFirst = isFirst
    self.flow = flow
    self.sums = sums
    self.pivots = pivots
  }

  /// Takes the piece in.
  @inlinable @inline(__always)
  func add<V: KernelVector>(_: V.Type) where V.Scalar == Double {
    var lane = 0
    while lane < pairs.lanes {
      if isFirst { begin(lane, V.self) }
      addFlow(lane, V.self)
      if probed > 0 {
        addDistances(lane, V.self)
        pairs.multiply(length: probed, lane, goesOn: !isFirst, V.self)
      }
      lane &+= V.scalarCount
    }
  }

  @inlinable @inline(__always)
  func begin<V: KernelVector>(_ lane: Int, _: V.Type) where V.Scalar == Double {
    let (neurons, lanes) = (pairs.neurons, pairs.lanes)
    for neuron in 0..<neurons {
      V.load(activations + (neuron &* lanes &+ lane)).store(pivots + (neuron &* lanes &+ lane))
    }
    V.load(activations + lane).store(pivots + (neurons &* lanes &+ lane))
    for sum in 0..<(3 &* neurons) { V.zero.store(flow + (sum &* lanes &+ lane)) }
    for sum in 0..<(2 &* neurons) { V.zero.store(sums + (sum &* lanes &+ lane)) }
    V.zero.store(pairs.figure(.largestDifference, lane))
  }

  @inlinable @inline(__always)
  func addFlow<V: KernelVector>(_ lane: Int, _: V.Type) where V.Scalar == Double {
    guard let deltas else { return }
    let (neurons, lanes) = (pairs.neurons, pairs.lanes)
    let pivot = V.load(pivots + (neurons &* lanes &+ lane))
    for neuron in 0..<neurons {
      let first = flow + (neuron &* lanes &+ lane)
      let (second, third) = (first + neurons &* lanes, first + 2 &* neurons &* lanes)
      var (sum, squares, errors) = (V.load(first), V.load(second), V.load(third))
      var at = neuron &* lanes &+ lane
      for _ in 0..<rows {
        let distance = V.load(activations + at) - pivot
        let error = V.load(deltas + at)
        sum += distance
        squares += distance * distance
        errors += error * error
        at &+= neurons &* lanes
      }
      sum.store(first)
      squares.store(second)
      errors.store(third)
    }
  }

  /// Each neuron's distances from its pivot to the scratch, with their sums, norms and differences.
  @inlinable @inline(__always)
  func addDistances<V: KernelVector>(_ lane: Int, _: V.Type) where V.Scalar == Double {
    let (neurons, lanes, width) = (pairs.neurons, pairs.lanes, V.scalarCount)
    for neuron in 0..<neurons {
      let pivot = V.load(pivots + (neuron &* lanes &+ lane))
      let (first, second) = (
        sums + (neuron &* lanes &+ lane), sums + ((neurons &+ neuron) &* lanes &+ lane)
      )
      var (sum, squares) = (V.load(first), V.load(second))
      var at = neuron &* lanes &+ lane
      for row in 0..<probed {
        let value = V.load(activations + at)
        let distance = value - pivot
        sum += distance
        squares += value * value
        distance.store(pairs.scratch + (row &* neurons &+ neuron) &* width)
        at &+= neurons &* lanes
      }
      sum.store(first)
      squares.store(second)
    }
    let largest = V.load(pairs.figure(.largestDifference, lane))
    let vectors = NeuronNumbers(
      neurons: neurons, length: probed, numbers: activations, neuronStride: lanes,
      numberStride: neurons &* lanes)
    let own = pairs.difference(vectors, lane, V.self)
    V.select(own, largest, whereLess: largest, than: own)
      .store(pairs.figure(.largestDifference, lane))
  }

  /// Turns the sums of a whole probe of `rows` into correlations and their summary.
  @inlinable @inline(__always)
  func finish<V: KernelVector>(_: V.Type) where V.Scalar == Double {
    let (neurons, lanes) = (pairs.neurons, pairs.lanes)
    let count = V(repeating: Double(rows))
    var lane = 0
    while lane < lanes {
      var least = V(repeating: .infinity)
      var most = V.zero
      for i in 0..<neurons {
        let own = V.load(sums + (i &* lanes &+ lane))
        for j in i..<neurons {
          let product = pairs.sum(i, j, lane)
          let other = V.load(sums + (j &* lanes &+ lane))
          (V.load(product) - own * other / count).store(product)
        }
        let norm = V.load(sums + ((neurons &+ i) &* lanes &+ lane)).squareRoot()
        least = V.select(norm, least, whereLess: norm, than: least)
        most = V.select(norm, most, whereLess: most, than: norm)
      }
      least.store(pairs.figure(.leastNorm, lane))
      most.store(pairs.figure(.greatestNorm, lane))
      pairs.divide(lane, V.self)
      pairs.summarize(lane, V.self)
      lane &+= V.scalarCount
    }
  }
}
