internal import Kernels
internal import TrainingModel

/// What ``GradientRules`` and sparse masks make of a batch's gradient before the optimiser sees it.
final class GradientFilter<Scalar: KernelScalar> {
  private let engine: NetworkEngine<Scalar>
  private let rules: GradientRules
  /// 1 for a weight that is trained, 0 for one that is 0 for good; empty without sparse masks.
  private let mask: NumberBuffer<Scalar>
  private var streams: [RandomStream]
  /// Gradients that passed.
  var count = 0

  init(_ spec: TrainingSpec, engine: NetworkEngine<Scalar>) {
    self.engine = engine
    rules = spec.training.gradientRules
    let isMasked = spec.layers.contains { $0.regularization.sparseMask > 0 }
    mask = NumberBuffer(count: isMasked ? engine.parameterCount : 0)
    streams = spec.layers.indices.map {
      RandomStream(seed: spec.seed, purpose: .gradientNoise, layer: $0 + 1)
    }
    for place in 0..<mask.count { mask.pointer[place] = 1 }
    for (index, layer) in engine.layers.enumerated() {
      let kept = SparseMask.kept(
        of: spec.layers[index], fanIn: layer.fanIn, seed: spec.seed, number: index + 1)
      guard let kept else { continue }
      for unit in 0..<layer.units {
        for input in 0..<layer.fanIn where !kept[unit * layer.fanIn + input] {
          mask.pointer[layer.place(input: input, unit: unit)] = 0
        }
      }
    }
  }

  /// Visits every stream, always in the same order.
  func forEachStream(_ visit: (inout RandomStream) -> Void) {
    for index in streams.indices { visit(&streams[index]) }
  }

  /// Changes the engine's gradient: mask, penalties, clip, noise.
  func apply() {
    applyMask()
    addPenalties()
    clip()
    if let noise = rules.noise { add(noise) }
    count += 1
  }

  private func applyMask() {
    for place in 0..<mask.count { engine.gradient[place] *= mask.pointer[place] }
  }

  private func addPenalties() {
    guard rules.l1 > 0 || rules.l2 > 0 else { return }
    let l1 = Scalar(rounding: rules.l1)
    let l2 = Scalar(rounding: rules.l2)
    let (weights, gradient) = (engine.parameters, engine.gradient)
    for layer in engine.layers {
      for place in layer.offset..<layer.biasOffset {
        let weight = weights[place]
        let sign: Scalar = weight > 0 ? l1 : weight < 0 ? -l1 : 0
        gradient[place] += l2 * weight + sign
      }
    }
  }

  /// One sum in float64 over all numbers in their order, whatever the padding and the threads.
  private func clip() {
    guard let limit = rules.clip else { return }
    let square = engine.layers.reduce(0.0) { sum, layer in
      let norm = layer.norm(engine.gradient)
      return sum + norm * norm
    }
    let norm = square.squareRoot()
    guard norm > limit else { return }
    let factor = Scalar(rounding: limit / norm)
    for place in 0..<engine.parameterCount { engine.gradient[place] *= factor }
  }

  private func add(_ noise: GradientNoise) {
    let time = SIMD2<Double>(repeating: Double(count + 1))
    let decay = SIMD2<Double>(repeating: -noise.decay / 2) * SIMD2<Double>.log(time)
    let deviation = noise.deviation * SIMD2<Double>.exp(decay)[0]
    for (index, layer) in engine.layers.enumerated() {
      layer.forEachParameter {
        let number = Scalar(rounding: deviation * streams[index].nextNormal())
        engine.gradient[$0] += mask.count > 0 ? mask.pointer[$0] * number : number
      }
    }
  }
}
