/// The classes of one layer while a ``FactorPartition`` is found, with a factor for each neuron.
package struct FactorClasses: Sendable, Equatable {
  let partition: EquitablePartition.Layer
  /// In a unit of the class's own; 0 while nothing is known of a neuron but zeros.
  let factors: [Double]

  /// All neurons of a layer in one class, or each alone.
  ///
  /// - Parameter isFree: whether they may have factors other than 1.
  init(units: Int, alone: Bool, isFree: Bool) {
    partition = EquitablePartition.Layer(
      classOfNeuron: alone ? Array(0..<units) : Array(repeating: 0, count: units),
      classCount: alone ? units : min(1, units))
    factors = Array(repeating: isFree ? 0 : 1, count: units)
  }

  /// Classes with factors of 1.
  init(_ partition: EquitablePartition.Layer) {
    self.partition = partition
    factors = Array(repeating: 1, count: partition.classOfNeuron.count)
  }

  private init(_ partition: EquitablePartition.Layer, _ factors: [Double]) {
    self.partition = partition
    self.factors = factors
  }

  var count: Int { partition.classCount }
  /// Neurons whose factor is known.
  var known: Int { factors.count { $0 != 0 } }
  /// Whether nothing can split it further.
  var isSettled: Bool { count == factors.count && known == count }

  /// The classes with factors of which the first of each class is 1.
  var layer: FactorPartition.Layer {
    var units = [Double](repeating: 0, count: count)
    for (neuron, group) in partition.classOfNeuron.enumerated() where units[group] == 0 {
      units[group] = factors[neuron]
    }
    return FactorPartition.Layer(
      partition: partition,
      factors: factors.indices.map {
        let unit = units[partition.classOfNeuron[$0]]
        return unit == 0 ? 0 : factors[$0] / unit
      })
  }

  /// Splits the classes by what their neurons see, each times its factor.
  ///
  /// - Parameter tolerance: of sums, in parts of the layer's largest; over a factor it is as much
  ///   larger.
  func split(by sums: NeuronSums, upTo kind: FactorKind, tolerance: Double) -> FactorClasses {
    var factors = factors
    // Neurons of which something is known for the first time, and those that see nothing but zeros.
    var isNew = [Bool](repeating: false, count: factors.count)
    for neuron in factors.indices where factors[neuron] == 0 {
      let size = sums.size(neuron)
      guard size > tolerance else { continue }
      isNew[neuron] = true
      factors[neuron] = kind == .scale ? size : 1
    }
    func limit(_ a: Int, _ b: Int) -> Double {
      let own = tolerance * max(1 / factors[a].magnitude, 1 / factors[b].magnitude)
      // Sizes are as uncertain as sums.
      return kind == .scale ? 2 * own : own
    }
    func mayFlip(_ neuron: Int) -> Bool { kind == .sign && isNew[neuron] }
    let keys = factors.indices.map { neuron -> Double in
      guard factors[neuron] != 0 else { return 0 }
      let key = sums.key(neuron) / factors[neuron]
      return mayFlip(neuron) ? abs(key) : key
    }
    // Silent neurons of a class stay together, apart from its others.
    let groups = factors.indices.map { neuron in
      (partition.classOfNeuron[neuron], factors[neuron] == 0 ? 0 : isNew[neuron] ? 1 : 2)
    }
    let order = keys.indices.sorted {
      groups[$0] != groups[$1]
        ? groups[$0] < groups[$1] : (keys[$0], $0) < (keys[$1], $1)
    }
    let least = factors.lazy.filter { $0 != 0 }.map(\.magnitude).min() ?? 1
    let window = sums.keyScale * tolerance * (kind == .scale ? 2 / least : 1 / least)
    var leaderOf = Array(keys.indices)
    var leaders: [Int] = []
    for neuron in order {
      var leader: Int?
      for other in leaders.reversed() {
        guard groups[other] == groups[neuron], keys[neuron] - keys[other] <= window else { break }
        if factors[neuron] == 0 {
          leader = other
          break
        }
        let near = limit(other, neuron)
        if sums.agree(
          other, neuron, factors: (factors[other], factors[neuron]), within: near)
        {
          leader = other
          break
        }
        if mayFlip(neuron),
          sums.agree(other, neuron, factors: (factors[other], -factors[neuron]), within: near)
        {
          factors[neuron] = -factors[neuron]
          leader = other
          break
        }
      }
      leaderOf[neuron] = leader ?? neuron
      if leader == nil { leaders.append(neuron) }
    }
    return FactorClasses(EquitablePartition.Layer(leaders: leaderOf), factors)
  }
}
