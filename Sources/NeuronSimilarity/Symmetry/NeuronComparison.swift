internal import TrainingEngine
internal import TrainingModel

/// Tells which neurons of one layer are equal bit for bit: by their incoming weights, biases and
/// outgoing weights.
struct NeuronComparison {
  /// Numbers on each side that are looked at first.
  private static let telling = 8

  private let layer: NetworkWeights.Layer
  private let next: NetworkWeights.Layer?
  private let tellingInputs: [Int]
  private let tellingOutputs: [Int]

  /// A layer and the one that it feeds.
  init(_ layer: NetworkWeights.Layer, feeding next: NetworkWeights.Layer?) {
    self.layer = layer
    self.next = next
    tellingInputs = Observation.evenlySpaced(Self.telling, of: layer.fanIn)
    tellingOutputs = Observation.evenlySpaced(Self.telling, of: next?.units ?? 0)
  }

  /// A hash of a neuron's bias and of some of its weights.
  func tellingHash(_ neuron: Int) -> Int {
    hash(neuron, inputs: tellingInputs, outputs: tellingOutputs)
  }

  /// A hash of all of a neuron's numbers. O(fan in + fan out).
  func wholeHash(_ neuron: Int) -> Int {
    hash(neuron, inputs: 0..<layer.fanIn, outputs: 0..<(next?.units ?? 0))
  }

  /// Whether two neurons are equal in the numbers of ``tellingHash(_:)``.
  func agreeInTellingNumbers(_ a: Int, _ b: Int) -> Bool {
    agree(a, b, inputs: tellingInputs, outputs: tellingOutputs)
  }

  /// Whether two neurons are equal. O(fan in + fan out).
  func agreeInAll(_ a: Int, _ b: Int) -> Bool {
    agree(a, b, inputs: 0..<layer.fanIn, outputs: 0..<(next?.units ?? 0))
  }

  /// Whether every neuron equals the one that `leaders` names for it, in the order of memory.
  ///
  /// - Complexity: O(units × (fan in + fan out)).
  func agree(_ leaders: [Int]) -> Bool {
    let (units, fanIn) = (layer.units, layer.fanIn)
    let followers = leaders.indices.filter { leaders[$0] != $0 }
    guard !followers.isEmpty else { return true }
    let incomingAgree = layer.weights.withUnsafeBufferPointer { weights in
      followers.allSatisfy { neuron in
        let (own, other) = (neuron &* fanIn, leaders[neuron] &* fanIn)
        return (0..<fanIn).allSatisfy {
          weights[own &+ $0].comparedBits == weights[other &+ $0].comparedBits
        }
      }
    }
    guard incomingAgree, let next else { return incomingAgree }
    return next.weights.withUnsafeBufferPointer { weights in
      (0..<next.units).allSatisfy { output in
        let row = output &* units
        return followers.allSatisfy {
          weights[row &+ $0].comparedBits == weights[row &+ leaders[$0]].comparedBits
        }
      }
    }
  }

  private func hash(
    _ neuron: Int, inputs: some Sequence<Int>, outputs: some Sequence<Int>
  ) -> Int {
    var hasher = Hasher()
    for input in inputs {
      hasher.combine(layer.weights[neuron &* layer.fanIn &+ input].comparedBits)
    }
    if !layer.biases.isEmpty { hasher.combine(layer.biases[neuron].comparedBits) }
    for output in outputs { hasher.combine(outgoing(neuron, to: output).comparedBits) }
    return hasher.finalize()
  }

  private func agree(
    _ a: Int, _ b: Int, inputs: some Sequence<Int>, outputs: some Sequence<Int>
  ) -> Bool {
    let fanIn = layer.fanIn
    return inputs.allSatisfy {
      layer.weights[a &* fanIn &+ $0].comparedBits == layer.weights[b &* fanIn &+ $0].comparedBits
    }
      && (layer.biases.isEmpty || layer.biases[a].comparedBits == layer.biases[b].comparedBits)
      && outputs.allSatisfy {
        outgoing(a, to: $0).comparedBits == outgoing(b, to: $0).comparedBits
      }
  }

  private func outgoing(_ neuron: Int, to output: Int) -> Double {
    next!.weights[output &* layer.units &+ neuron]
  }
}
