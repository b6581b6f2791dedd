import Testing
import TrainingModel

/// One case of `initializers.json`, made by `Tests/Reference/initializers.py` with the library that
/// it names.
private struct LibraryDraw: Decodable, Sendable, CustomTestStringConvertible {
  let library: String
  let call: String
  let scheme: String
  let parameters: [String: Double]
  let options: [String: String]
  let activation: String
  let part: String
  let quantiles: [Double]

  var testDescription: String { "\(library) \(call)" }

  var initialization: Initialization {
    Initialization(scheme: scheme, parameters: parameters, options: options)
  }

  /// About 240,000 numbers of our own, sorted.
  func numbers() -> [Double] {
    let isWeights = part == "weights"
    let starts = (0..<(isWeights ? 4 : 1200)).map { seed in
      NetworkWeights(
        startOf: .layer(
          initialization, biases: isWeights ? .zeros : initialization,
          activation: Activation(rawValue: activation)!, inputs: isWeights ? 300 : 1,
          seed: UInt64(seed))
      ).layers[0]
    }
    return starts.flatMap { isWeights ? $0.weights : $0.biases }.sorted()
  }

  static let all = try! fixture("initializers", as: [LibraryDraw].self)
}

/// The largest distance between the distribution of sorted `numbers` and the one whose quantiles
/// at (k + ½) / n are given: Kolmogorov and Smirnov's statistic, looked at in n places.
private func distance(_ numbers: [Double], _ quantiles: [Double]) -> Double {
  var below = 0
  var through = 0
  var largest = 0.0
  for (index, quantile) in quantiles.enumerated() {
    while below < numbers.count, numbers[below] < quantile { below += 1 }
    while through < numbers.count, numbers[through] <= quantile { through += 1 }
    let place = (Double(index) + 0.5) / Double(quantiles.count)
    // Where many numbers are equal, as the zeros of `sparse`, the place may be anywhere in the step.
    let low = Double(below) / Double(numbers.count)
    let high = Double(through) / Double(numbers.count)
    largest = max(largest, place - high, low - place)
  }
  return largest
}

@Suite("Schemes against PyTorch, Keras and JAX")
struct LibraryDistributionTests {
  /// At 240,000 numbers a side the statistic passes 0.0063 once in 20,000 times (p = 0.00005), and
  /// interpolated quantiles add less than 0.0001.
  @Test(arguments: LibraryDraw.all)
  fileprivate func theDistributionIsTheLibrarys(_ draw: LibraryDraw) {
    if draw.part == "biases" {
      // The bound of a bias depends on the layer's inputs: 300 there.
      let target = InitializationScheme.Target(part: .biases, fanIn: 300, fanOut: 200, gain: 1)
      #expect(
        draw.initialization.distribution(for: target)
          == .uniform(low: -1 / 300.0.squareRoot(), high: 1 / 300.0.squareRoot()))
      let scaled = draw.quantiles.map { $0 * 300.0.squareRoot() }
      #expect(distance(draw.numbers(), scaled) < 0.0064)
      return
    }
    let numbers = draw.numbers()
    #expect(distance(numbers, draw.quantiles) < 0.0064)
    #expect(abs(numbers.last! - draw.quantiles.last!) < 2 * abs(draw.quantiles.last!))
  }

  /// The libraries do differ, and the test sees it.
  @Test func anotherLibrarysFlavorIsToldApart() {
    for name in ["GlorotNormal", "HeNormal", "LecunNormal"] {
      let draw = LibraryDraw.all.first { $0.call == name }!
      let plain = Initialization(scheme: draw.scheme)
      let weights = NetworkWeights(startOf: .layer(plain)).layers[0].weights
      #expect(distance(weights.sorted(), draw.quantiles) > 0.01, "\(name)")
    }
    let oneSided = LibraryDraw.all.first { $0.library == "jax" && $0.call == "uniform" }!
    let keras = Initialization(scheme: "uniform", options: ["flavor": "keras"])
    let weights = NetworkWeights(startOf: .layer(keras)).layers[0].weights
    #expect(distance(weights.sorted(), oneSided.quantiles) > 0.4)
  }
}
