import Testing
import TrainingEngine
import TrainingModel

/// Recorded steps that are measured over some of the rows.
@Suite struct SampledRecordTests {
  private static let rows = 40

  /// Regression by a network of zeros that all but stands still: its loss is half the mean square of
  /// the targets measured, and its one gradient less their mean.
  private static func spec(
    batch: Int? = 10, rows: Int? = 12, normalization: Normalization = .none, rate: Double = 1e-300
  ) -> TrainingSpec {
    var hidden = LayerSpec(units: 3, activation: .tanh, weights: .zeros)
    hidden.regularization.normalization = normalization
    var spec = TrainingSpec(
      inputs: 1, layers: [hidden, LayerSpec(units: 1, activation: .linear, weights: .zeros)],
      seed: 4,
      dataset: .inline(
        Dataset(
          features: 1, task: .regression(outputs: 1),
          train: split(Self.rows, shift: 0), test: split(20, shift: 100))),
      training: TrainingPlan(
        steps: 6, batchSize: batch, learningRate: rate, loss: .meanSquaredError),
      precision: .float64, recording: RecordingPlan(spacing: .every(2)))
    spec.recording.rows = rows
    return spec
  }

  private static func split(_ rows: Int, shift: Int) -> Dataset.Split {
    .init(
      inputs: (0..<rows).map(Double.init),
      targets: (0..<rows).map { Double(($0 * $0 + shift) % 23) })
  }

  private static func loss(_ targets: [Double]) -> Double {
    targets.reduce(0) { $0 + $1 * $1 } / Double(2 * targets.count)
  }

  @Test(arguments: [nil, 10])
  func theEndsAreOverAllRowsAndTheRestOverTheSample(batch: Int?) throws {
    let spec = Self.spec(batch: batch)
    let data = spec.dataset.dataset()
    let test = try #require(data.test)
    let chosen = data.recordedTrainRows(by: spec.recording)
    let tested = data.recordedTestRows(by: spec.recording)
    for places in [(chosen, Self.rows), (tested, 20)] {
      #expect(Set(places.0).count == 12 && places.0 == places.0.sorted())
      #expect(places.0.allSatisfy { 0..<places.1 ~= $0 })
    }
    let points = Trainer(spec).run().points
    #expect(points.map(\.step) == [0, 2, 4, 6])
    #expect(points.map(\.trainRows) == [40, 12, 12, 40])
    #expect(points.map(\.testRows) == [20, 12, 12, 20])
    for point in points {
      let isEnd = point.step == 0 || point.step == 6
      let train = isEnd ? data.train.targets : chosen.map { data.train.targets[$0] }
      let tests = isEnd ? test.targets : tested.map { test.targets[$0] }
      #expect(abs(point.trainLoss - Self.loss(train)) < 1e-12)
      #expect(abs((point.testLoss ?? 0) - Self.loss(tests)) < 1e-12)
      let mean = train.reduce(0, +) / Double(train.count)
      #expect(abs(point.gradientNorms[1] - mean) < 1e-12)
    }
  }

  @Test func aSplitOfFewerRowsIsTakenWhole() {
    let points = Trainer(Self.spec(rows: 30)).run().points
    #expect(points.map(\.trainRows) == [40, 30, 30, 40])
    #expect(points.map(\.testRows) == [20, 20, 20, 20])
  }

  @Test func withoutASampleNothingIsSaidOfRows() {
    for rows in [nil, 40] {
      let points = Trainer(Self.spec(rows: rows)).run().points
      #expect(points.allSatisfy { $0.trainRows == nil && $0.testRows == nil })
    }
  }

  /// What is measured leaves no trace in what is learnt: where the sample's pass is not the update's,
  /// the update makes its own.
  @Test(arguments: [nil, 10], Normalization.allCases)
  func weightsDoNotDependOnTheRowsMeasured(batch: Int?, normalization: Normalization) {
    var spec = Self.spec(batch: batch, normalization: normalization, rate: 0.01)
    spec.layers[0].weights = Initialization(scheme: "xavier_uniform")
    spec.layers[1].weights = Initialization(scheme: "xavier_uniform")
    let sampled = Trainer(spec).run()
    spec.recording.rows = nil
    let whole = Trainer(spec).run()
    #expect(sampled.snapshots == whole.snapshots)
    #expect(sampled.points.first?.trainLoss == whole.points.first?.trainLoss)
    #expect(sampled.points.last?.trainLoss == whole.points.last?.trainLoss)
    #expect(sampled.points[1].trainLoss != whole.points[1].trainLoss)
  }

  /// Normalised over the sample as over a batch of it, and the test rows by what it leaves.
  @Test func aSampleIsABatchOfItsOwn() throws {
    var spec = Self.spec(normalization: .batch)
    spec.layers[0].weights = Initialization(scheme: "xavier_uniform")
    spec.layers[1].weights = Initialization(scheme: "xavier_uniform")
    let points = Trainer(spec).run().points
    var alone = spec
    let data = spec.dataset.dataset()
    func chosen(_ split: Dataset.Split, _ rows: [Int]) -> Dataset.Split {
      .init(inputs: rows.map { split.inputs[$0] }, targets: rows.map { split.targets[$0] })
    }
    alone.dataset = .inline(
      Dataset(
        features: 1, task: data.task,
        train: chosen(data.train, data.recordedTrainRows(by: spec.recording)),
        test: chosen(try #require(data.test), data.recordedTestRows(by: spec.recording))))
    alone.recording.rows = nil
    // The weights stand still: the start of one is the middle of the other.
    let start = try #require(Trainer(alone).run().points.first)
    #expect(points[1].trainLoss == start.trainLoss)
    #expect(points[1].testLoss == start.testLoss)
  }

  /// Where a training ends before its last step, its last point is over all rows all the same.
  @Test func aTrainingThatDivergesEndsOverAllRows() throws {
    var spec = Self.spec(rate: 1e308)
    for distance in [1, 4] {
      spec.recording.spacing = .every(distance)
      let record = Trainer(spec).run()
      let step = try #require(record.divergedAt)
      #expect(step < 4)
      #expect(record.points.last?.step == step && record.points.last?.trainRows == 40)
    }
  }

  /// One sample for every seed and start, in lanes and alone.
  @Test func companionsAreMeasuredAsTheyWereAlone() {
    let specs = (0..<9).map { seed in
      var spec = Self.spec(rate: 0.01)
      spec.seed = UInt64(seed)
      spec.layers[0].weights = Initialization(scheme: "xavier_uniform")
      spec.layers[1].weights = Initialization(scheme: "xavier_uniform")
      return spec
    }
    #expect(Trainer.usesLanes(specs[0]))
    let together = Trainer(replicas: specs).run(observers: specs.map { _ in Spectator() })
    for (spec, record) in zip(specs, together) { #expect(Trainer(spec).run() == record) }
  }

  @Test func aClassKeepsItsShare() {
    let targets = (0..<1000).map { $0 < 900 ? 0.0 : 1 }
    let data = Dataset(
      features: 1, task: .classification(classes: 2),
      train: .init(inputs: targets, targets: targets))
    var plan = RecordingPlan()
    plan.rows = 50
    let rows = data.recordedTrainRows(by: plan)
    #expect(rows.count { $0 >= 900 } == 5 && rows.count == 50)
  }
}
