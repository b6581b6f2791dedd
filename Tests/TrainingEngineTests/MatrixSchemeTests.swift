import Testing
import TrainingEngine
import TrainingModel

@Suite("Schemes that choose a matrix")
struct MatrixSchemeTests {
  /// (units, inputs) row by row.
  private func matrix(
    _ scheme: String, units: Int, inputs: Int, options: [String: Double] = [:],
    activation: Activation = .linear, words: [String: String] = [:], seed: UInt64 = 1
  ) -> [[Double]] {
    let initialization = Initialization(scheme: scheme, parameters: options, options: words)
    let flat = NetworkWeights(
      startOf: .layer(
        initialization, activation: activation, inputs: inputs, units: units, seed: seed)
    ).layers[0].weights
    return (0..<units).map { Array(flat[($0 * inputs)..<(($0 + 1) * inputs)]) }
  }

  private func transposed(_ matrix: [[Double]]) -> [[Double]] {
    matrix[0].indices.map { column in matrix.map { $0[column] } }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test(arguments: [(1, 1), (7, 7), (5, 12), (12, 5), (64, 40), (3, 130)])
  func orthogonalRowsOrColumnsAreOrthonormal(units: Int, inputs: Int) {
    let drawn = matrix("orthogonal", units: units, inputs: inputs)
    let vectors = units <= inputs ? drawn : transposed(drawn)
    for (i, a) in vectors.enumerated() {
      for (j, b) in vectors.enumerated() {
        #expect(abs(dot(a, b) - (i == j ? 1 : 0)) < 1e-13)
      }
    }
    #expect(matrix("orthogonal", units: units, inputs: inputs, seed: 2) != drawn || units == 1)
  }

  /// A uniformly random Q has entries of mean 0 and variance 1 / n, on the diagonal too: without
  /// the sign rule the diagonal would have one sign.
  @Test func orthogonalIsUniformlyDistributed() {
    let diagonals = (0..<300).flatMap { seed in
      let drawn = matrix("orthogonal", units: 4, inputs: 4, seed: UInt64(seed))
      return (0..<4).map { drawn[$0][$0] }
    }
    let mean = diagonals.reduce(0, +) / 1200
    let square = dot(diagonals, diagonals) / 1200
    #expect(abs(mean) < 5 * 0.5 / 1200.0.squareRoot())
    #expect(abs(square - 0.25) < 0.03)
  }

  @Test func orthogonalHasTheGain() {
    let twice = matrix("orthogonal", units: 3, inputs: 3, options: ["gain": 2])
    #expect(twice.allSatisfy { abs(dot($0, $0) - 4) < 1e-12 })
    let tanh = matrix(
      "orthogonal", units: 3, inputs: 3, activation: .tanh, words: ["gain": "activation"])
    #expect(tanh.allSatisfy { abs(dot($0, $0) - 25.0 / 9) < 1e-12 })
  }

  @Test func identityHasOnesOnTheDiagonal() {
    #expect(matrix("identity", units: 2, inputs: 3) == [[1, 0, 0], [0, 1, 0]])
    #expect(matrix("identity", units: 3, inputs: 2) == [[1, 0], [0, 1], [0, 0]])
    #expect(matrix("idinit", units: 2, inputs: 5) == [[1, 0, 1, 0, 1], [0, 1, 0, 1, 0]])
    #expect(matrix("idinit", units: 3, inputs: 2) == [[1, 0], [0, 1], [1, 0]])
  }

  /// H Hᵀ = n I with entries ±1, so that ours, scaled by c = 2^(-(m - 1) / 2), has W Wᵀ = 2 I where
  /// nothing is cut off.
  @Test func hadamardRowsAreOrthogonal() {
    // 8 of 7 columns: one short of a whole matrix.
    let drawn = matrix("zero_hadamard", units: 8, inputs: 7)
    let scale = 0.5
    #expect(drawn.allSatisfy { $0.allSatisfy { abs(abs($0) - scale) < 1e-15 } })
    let columns = transposed(drawn)
    for (i, a) in columns.enumerated() {
      for (j, b) in columns.enumerated() {
        #expect(abs(dot(a, b) - (i == j ? 2 : 0)) < 1e-13)
      }
    }
    #expect(Set(drawn).count == 8)
    #expect(matrix("zero_hadamard", units: 2, inputs: 2) == [[1, 0], [0, 1]])
    // 5 units stand on a matrix of size 8.
    #expect(abs(matrix("zero_hadamard", units: 5, inputs: 2)[0][0] - 0.5) < 1e-15)
  }

  @Test func sparseColumnsHaveTheirZeros() {
    let drawn = matrix(
      "sparse", units: 30, inputs: 40, options: ["sparsity": 0.72, "std": 0.5])
    for column in transposed(drawn) {
      #expect(column.count { $0 == 0 } == 22)
    }
    let others = drawn.flatMap(\.self).filter { $0 != 0 }
    #expect(abs((dot(others, others) / Double(others.count)).squareRoot() - 0.5) < 0.06)
    #expect(Set(transposed(drawn).map { $0.map { $0 == 0 } }).count == 40)
  }

  @Test(arguments: [Activation.tanh, .relu, .selu])
  func lsuvGivesEveryLayersSumsUnitVariance(_ activation: Activation) {
    let lsuv = Initialization(scheme: "lsuv")
    let layers = [40, 9, 3].map { units in
      LayerSpec(
        units: units, activation: units == 3 ? .linear : activation, weights: lsuv,
        biases: Initialization(scheme: "constant", alpha: 0.25))
    }
    var random = TestRandom(seed: 5)
    let rows = 200
    let data = Dataset(
      features: 6, task: .regression(outputs: 3),
      train: Dataset.Split(
        inputs: (0..<(rows * 6)).map { _ in 3 + 10 * random.normal() },
        targets: [Double](repeating: 0, count: rows * 3)))
    let spec = TrainingSpec(
      inputs: 6, layers: layers, seed: 3, dataset: .inline(data),
      training: TrainingPlan(steps: 1, learningRate: 0.1, loss: .meanSquaredError),
      precision: .float64)
    let start = NetworkWeights(startOf: spec)
    // Independently of the code under test: an observation's activations, layer by layer, undone.
    let seen = Observation(of: start, in: spec, at: 0)
    var inputs = data.train.inputs.inFloat64
    for (index, layer) in start.layers.enumerated() {
      var sums: [Double] = []
      for row in 0..<rows {
        let one = Array(inputs[(row * layer.fanIn)..<((row + 1) * layer.fanIn)])
        for unit in 0..<layer.units {
          sums.append(
            dot(one, Array(layer.weights[(unit * layer.fanIn)..<((unit + 1) * layer.fanIn)])))
        }
      }
      let mean = sums.reduce(0, +) / Double(sums.count)
      let variance = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sums.count)
      #expect(abs(variance - 1) < 1e-10, "layer \(index + 1)")
      inputs = seen.layers[index].activations
    }
    let first = start.layers[0]
    let columns = (0..<6).map { column in (0..<40).map { first.weights[$0 * 6 + column] } }
    let length = dot(columns[0], columns[0])
    #expect(abs(dot(columns[0], columns[1])) < 1e-12 * length)
    #expect(abs(dot(columns[5], columns[5]) / length - 1) < 1e-12)
  }
}
