import Testing
import TrainingEngine
import TrainingModel

/// Rows that are kept in a byte or four a number are those of arrays of float64, to the bit.
@Suite struct RowNumbersTests {
  private static let columns = 5
  private static let bytes: [UInt8] = (0..<200).map { UInt8(truncatingIfNeeded: $0 * $0 * 7 + $0) }
  private static let means = [1.25, 0.1, 0.3, 1e-3, 0.7]
  private static let deviations = [3.0, 0.1, 7, 1e-2, 1]

  /// What the numbers are divided by, and whether they are standardised.
  static let readings: [(divisor: Double, standardizes: Bool)] = [
    (1, false), (1, true), (255, false), (255, true), (7, true),
  ]

  private static func kept(_ form: Int) -> RowNumbers {
    let more = [9, 9] + bytes + [9]
    return switch form {
    case 0: RowNumbers(.bytes(more[2..<202]))
    case 1: RowNumbers(.float32(bytes.map { Float($0) }))
    default: RowNumbers(bytes.map { Double($0) })
    }
  }

  @Test(arguments: 0..<3, readings)
  func readAsFloat64(form: Int, reading: (divisor: Double, standardizes: Bool)) {
    let (divisor, standardizes) = reading
    var numbers = Self.kept(form)
    if divisor != 1 { numbers = numbers.divided(by: divisor) }
    if standardizes {
      numbers = numbers.standardized(
        by: .init(means: Self.means, deviations: Self.deviations))
    }
    let expected = Self.bytes.enumerated().map { place, byte -> Double in
      let value = Double(byte) / divisor
      let column = place % Self.columns
      return standardizes ? (value - Self.means[column]) / Self.deviations[column] : value
    }
    #expect(Array(numbers) == expected && numbers.inFloat64 == expected)
    #expect(numbers.values(7..<23) == Array(expected[7..<23]))
    let chosen = numbers.rows([3, 0, 17], columns: Self.columns)
    #expect(Array(chosen) == Array(expected[15..<20] + expected[0..<5] + expected[85..<90]))
    #expect(numbers == RowNumbers(expected))
    #expect(numbers.byteCount == [200, 800, 1600][form])
  }

  @Test func standardisingTwiceIsTwice() {
    let columns = RowNumbers.Standardization(means: Self.means, deviations: Self.deviations)
    let once = Self.kept(0).standardized(by: columns)
    let twice = once.standardized(by: columns)
    for (place, value) in once.enumerated() {
      let column = place % Self.columns
      #expect(twice[place] == (value - Self.means[column]) / Self.deviations[column])
    }
  }

  // MARK: Training on many of them

  private static let features = 600
  private static let rows = 2000

  /// Rows enough to stay as the data set keeps them.
  private static func many(
    bytes isBytes: Bool, precision: Precision, standardizes: Bool
  ) -> TrainingSpec {
    var state: UInt32 = 1
    let bytes = (0..<rows * features).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let inputs =
      isBytes
      ? RowNumbers(.bytes(bytes[...])).divided(by: 255)
      : RowNumbers(bytes.map { Double($0) / 255 })
    let targets = (0..<rows).map { Double(bytes[$0 * features] / 86) }
    let weights = Initialization(scheme: "xavier_uniform")
    let data = Dataset(
      features: features, task: .classification(classes: 3),
      train: .init(inputs: inputs, targets: targets)
    ).prepared(testShare: 0.1, seed: 2, standardize: standardizes)
    return TrainingSpec(
      inputs: features,
      layers: [
        LayerSpec(units: 40, activation: .relu, weights: weights),
        LayerSpec(units: 3, activation: .linear, weights: weights),
      ], seed: 3, dataset: .inline(data),
      training: TrainingPlan(steps: 4, batchSize: 64, learningRate: 0.1, loss: .crossEntropy),
      precision: precision, recording: RecordingPlan(spacing: .every(2)))
  }

  @Test(arguments: Precision.allCases, [false, true])
  func trainingSeesTheSame(precision: Precision, standardizes: Bool) {
    func record(_ isBytes: Bool) -> TrainingRecord {
      Trainer(Self.many(bytes: isBytes, precision: precision, standardizes: standardizes)).run()
    }
    #expect(record(true) == record(false))
  }

  /// Copied batch by batch, or read where they stand by full batches.
  @Test(arguments: Precision.allCases)
  func copiesAreWhatStandsInPlace(precision: Precision) {
    var spec = Self.many(bytes: true, precision: precision, standardizes: true)
    let rows = spec.dataset.trainRows
    spec.training.batchSize = nil
    let inPlace = Trainer(spec).run()
    spec.training.batchSize = rows
    var trainer = Trainer(spec)
    trainer.fixedOrder = Array(0..<rows)
    let copied = trainer.run()
    #expect(copied.snapshots == inPlace.snapshots)
    #expect(copied.points.map(\.trainLoss) == inPlace.points.map(\.trainLoss))
    #expect(copied.points.map(\.testLoss) == inPlace.points.map(\.testLoss))
  }
}
