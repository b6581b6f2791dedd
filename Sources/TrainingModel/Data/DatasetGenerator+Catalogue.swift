extension DatasetGenerator {
  /// Every built-in data set, in the order in which the API lists them.
  package static let catalogue: [DatasetGenerator] = [
    DatasetGenerator(
      name: "xor",
      summary: "The four rows of exclusive or: the smallest problem that one neuron cannot solve.",
      source: "Minsky & Papert 1969", features: 2, task: .classification(classes: 2),
      defaults: DatasetParameters(samples: 4), samples: 4...4, noise: 0...0,
      rows: { _ in
        (Dataset.Split(inputs: [0, 0, 0, 1, 1, 0, 1, 1], targets: [0, 1, 1, 0]), nil)
      }),
    planar(
      "circle", summary: "A disc of class 1 within a ring of class 0, radius 5.",
      point: { index, count, noise, random in
        let inner = index < count / 2
        let radius =
          inner ? random.nextUniform(from: 0, to: 2.5) : random.nextUniform(from: 3.5, to: 5)
        let (sine, cosine) = Turn.sineCosine(random.nextUnit())
        let jitter = 5 * noise
        return (
          radius * sine + random.nextUniform(from: -jitter, to: jitter),
          radius * cosine + random.nextUniform(from: -jitter, to: jitter), inner ? 1 : 0
        )
      }),
    planar(
      "spiral", summary: "Two spirals of 1.75 turns wound into each other, radius 5.",
      point: { index, count, noise, random in
        let first = index < (count + 1) / 2
        let arm = first ? (count + 1) / 2 : count / 2
        let along = Double(first ? index : index - (count + 1) / 2) / Double(arm)
        let (sine, cosine) = Turn.sineCosine(1.75 * along + (first ? 0 : 0.5))
        return (
          5 * along * sine + noise * random.nextUniform(from: -1, to: 1),
          5 * along * cosine + noise * random.nextUniform(from: -1, to: 1), first ? 1 : 0
        )
      }),
    planar(
      "gauss", summary: "Two round Gaussian clouds at (2, 2) and (-2, -2), variance 0.5.",
      point: { index, count, noise, random in
        let first = index < count / 2
        let centre = first ? 2.0 : -2.0
        let deviation = (0.5 + 3.5 * noise).squareRoot()
        return (
          centre + deviation * random.nextNormal(), centre + deviation * random.nextNormal(),
          first ? 1 : 0
        )
      }),
    planar(
      "moons", summary: "Two half circles that interleave, radius 1, Gaussian noise.",
      source: "sklearn.datasets.make_moons", noise: 0.1,
      point: { index, count, noise, random in
        let outer = index < count / 2
        let rows = outer ? count / 2 : count - count / 2
        let position = outer ? index : index - count / 2
        let along = Double(position) / Double(max(1, rows - 1))
        let (sine, cosine) = Turn.sineCosine(along / 2)
        let x = outer ? cosine : 1 - cosine
        let y = outer ? sine : 0.5 - sine
        return (
          x + noise * random.nextNormal(), y + noise * random.nextNormal(), outer ? 0 : 1
        )
      }),
    planar(
      "plane", summary: "Regression: y = (x1 + x2) / 10 on the square from -6 to 6.",
      task: .regression(outputs: 1),
      point: { _, _, noise, random in
        let x = random.nextUniform(from: -6, to: 6)
        let y = random.nextUniform(from: -6, to: 6)
        return (x, y, (x + y) / 10 + noise * random.nextUniform(from: -1, to: 1))
      }),
    DatasetGenerator(
      name: "circles",
      summary: "Two noisy rings, 300 training and 100 test rows, fixed: those of the"
        + " Initialization exercise of the deeplearning.ai course.",
      source: "sklearn.datasets.make_circles, noise 0.05, factor 0.8, NumPy seeds 1 and 2",
      features: 2, task: .classification(classes: 2),
      defaults: DatasetParameters(samples: 300), samples: 300...300, noise: 0...0,
      ownTestRows: 100, rows: { _ in (CirclesFixture.train, CirclesFixture.test) }),
    DatasetGenerator(
      name: "digits",
      summary: "1,797 handwritten digits of 8 by 8 pixels from 0 to 16, fixed.",
      source: "sklearn.datasets.load_digits; Alpaydin & Kaynak 1998 (UCI Machine Learning"
        + " Repository, CC BY 4.0)",
      features: 64, task: .classification(classes: 10),
      defaults: DatasetParameters(samples: 1797), samples: 1797...1797, noise: 0...0,
      rows: { _ in (Digits.rows, nil) }),
  ]

  /// A generator of points of the plane, one at a time, in a shuffled order.
  private static func planar(
    _ name: String, summary: String, source: String = "playground.tensorflow.org",
    task: Dataset.Task = .classification(classes: 2), noise: Double = 0,
    point:
      @escaping @Sendable (
        _ index: Int, _ count: Int, _ noise: Double, _ random: inout RandomStream
      ) -> (x: Double, y: Double, target: Double)
  ) -> DatasetGenerator {
    DatasetGenerator(
      name: name, summary: summary, source: source, features: 2, task: task,
      defaults: DatasetParameters(samples: 200, noise: noise), samples: 2...100_000,
      noise: 0...1,
      rows: { parameters in
        var random = RandomStream(seed: parameters.seed, purpose: .data)
        let count = parameters.samples
        let points = (0..<count).map { point($0, count, parameters.noise, &random) }
        var order = Array(0..<count)
        order.withUnsafeMutableBufferPointer { random.shuffle($0) }
        return (
          Dataset.Split(
            inputs: order.flatMap { [points[$0].x, points[$0].y] },
            targets: order.map { points[$0].target }), nil
        )
      })
  }
}
