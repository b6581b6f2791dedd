import Foundation
import Testing
import TrainingEngine
import TrainingModel

@Suite("Data sets")
struct DatasetTests {
  @Test(arguments: DatasetGenerator.catalogue.map(\.name))
  func everyGeneratorKeepsItsPromise(_ name: String) throws {
    let generator = try #require(DatasetGenerator.named(name))
    let data = generator.dataset(generator.defaults)
    #expect(data.features == generator.features)
    #expect(data.trainRows == generator.defaults.samples)
    #expect(data.train.targets.count == data.trainRows)
    #expect(data.train.inputs.allSatisfy { $0.isFinite })
    if case .classification(let classes) = data.task {
      let counts = (0..<classes).map { kind in
        data.train.targets.count { $0 == Double(kind) }
      }
      #expect(counts.reduce(0, +) == data.trainRows)
      // Of the handwritten digits there are between 174 and 183.
      #expect(counts.max()! - counts.min()! <= (name == "digits" ? 9 : 1), "balanced classes")
    }
    #expect(generator.dataset(generator.defaults) == data, "the same rows again")
  }

  @Test(arguments: ["circle", "spiral", "gauss", "moons", "plane"])
  func seedNoiseAndSamplesMatter(_ name: String) throws {
    let generator = try #require(DatasetGenerator.named(name))
    let some = generator.dataset(DatasetParameters(samples: 51, noise: 0.2, seed: 1))
    #expect(some.trainRows == 51)
    #expect(generator.dataset(DatasetParameters(samples: 51, noise: 0.2, seed: 2)) != some)
    #expect(generator.dataset(DatasetParameters(samples: 51, noise: 0.3, seed: 1)) != some)
  }

  @Test func shapesAreWhatTheirNamesSay() {
    let circle = DatasetGenerator.named("circle")!.dataset(DatasetParameters(samples: 400))
    for row in 0..<400 {
      let radius = hypot(circle.train.inputs[2 * row], circle.train.inputs[2 * row + 1])
      #expect(circle.train.targets[row] == 1 ? radius <= 2.5 : (3.5...5).contains(radius))
    }
    let moons = DatasetGenerator.named("moons")!.dataset(DatasetParameters(samples: 100))
    for row in 0..<100 {
      let x = moons.train.inputs[2 * row]
      let y = moons.train.inputs[2 * row + 1]
      let radius =
        moons.train.targets[row] == 0 ? hypot(x, y) : hypot(x - 1, y - 0.5)
      #expect(abs(radius - 1) < 1e-15)
    }
    let plane = DatasetGenerator.named("plane")!.dataset(DatasetParameters(samples: 50))
    for row in 0..<50 {
      let sum = plane.train.inputs[2 * row] + plane.train.inputs[2 * row + 1]
      #expect(plane.train.targets[row] == sum / 10)
    }
  }

  /// Sums and counts as scikit-learn 1.9.1 gives them.
  @Test func digitsAreThoseOfScikitLearn() {
    let digits = DatasetGenerator.named("digits")!.dataset(DatasetParameters(samples: 1797))
    #expect(digits.train.inputs.reduce(0, +) == 561_718)
    #expect(digits.train.inputs.suffix(64).reduce(0, +) == 392)
    #expect(digits.train.inputs.prefix(8).elementsEqual([0, 0, 5, 13, 9, 1, 0, 0]))
    let counts = (0..<10).map { kind in digits.train.targets.count { $0 == Double(kind) } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(digits.train.targets.last == 8)
  }

  /// Against `StandardScaler` of scikit-learn 1.9.1 on the digits, three of whose pixels are always 0.
  @Test func standardizedFeaturesAreScikitLearns() {
    let digits = DatasetGenerator.named("digits")!.dataset(
      DatasetParameters(samples: 1797, standardize: true))
    let expected = [
      0.0, -0.3350164872543856, -0.04308101770538793, 0.2740715207154218, -0.6644775126361527,
      -0.8441293865949171, -0.40972392088346243, -0.1250229232970408, -0.05907755711884675,
      -0.6240092623290964, 0.4829744992519545, 0.7596224512649244,
    ]
    for (value, other) in zip(digits.train.inputs, expected) { #expect(abs(value - other) < 1e-12) }
    let square = digits.train.inputs.reduce(0) { $0 + $1 * $1 }
    #expect(abs(square - 109_617) < 1e-7)
  }

  @Test func testSplitsAreDrawnByTheSeed() {
    let digits = DatasetGenerator.named("digits")!
    let whole = digits.dataset(DatasetParameters(samples: 1797))
    let parameters = DatasetParameters(samples: 1797, seed: 5, testShare: 0.25)
    let split = digits.dataset(parameters)
    #expect(split.testRows == 449 && parameters.testRows == 449 && split.trainRows == 1348)
    #expect(digits.dataset(parameters) == split)
    #expect(digits.dataset(DatasetParameters(samples: 1797, seed: 6, testShare: 0.25)) != split)
    func rows(_ split: Dataset.Split) -> [[Double]] {
      split.targets.indices.map {
        Array(split.inputs[($0 * 64)..<(($0 + 1) * 64)]) + [split.targets[$0]]
      }
    }
    func counted(_ rows: [[Double]]) -> [[Double]: Int] {
      rows.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    #expect(counted(rows(split.train) + rows(split.test!)) == counted(rows(whole.train)))
    // The training rows alone set the scale.
    var standardized = parameters
    standardized.standardize = true
    let scaled = digits.dataset(standardized)
    let column = stride(from: 20, to: scaled.train.inputs.count, by: 64)
    #expect(abs(column.reduce(0) { $0 + scaled.train.inputs[$1] }) < 1e-9)
    #expect(
      abs(stride(from: 20, to: 449 * 64, by: 64).reduce(0) { $0 + scaled.test!.inputs[$1] }) > 1)
  }

  @Test func shareOfTestRowsLeavesOneOnEachSide() {
    for (samples, share, rows) in [(4, 0.01, 1), (4, 0.99, 3), (10, 0.25, 3), (2, 0.5, 1)] {
      #expect(DatasetParameters(samples: samples, testShare: share).testRows == rows)
    }
    #expect(DatasetParameters(samples: 4).testRows == 0)
  }

  /// The arm of a spiral at angle 2π · 1.75 t, against the C library.
  @Test func spiralsTurnAsTheyShould() {
    let spiral = DatasetGenerator.named("spiral")!.dataset(DatasetParameters(samples: 200))
    for row in 0..<200 {
      let x = spiral.train.inputs[2 * row]
      let y = spiral.train.inputs[2 * row + 1]
      let radius = hypot(x, y)
      let angle = 2 * Double.pi * (1.75 * radius / 5 + (spiral.train.targets[row] == 1 ? 0 : 0.5))
      #expect(hypot(x - radius * sin(angle), y - radius * cos(angle)) < 1e-13)
    }
  }
}

@Suite("Recorded steps")
struct RecordingPlanTests {
  @Test(arguments: [
    RecordingPlan.Spacing.every(1), .every(7), .linear(points: 2), .linear(points: 200),
    .logarithmic(points: 50), .logarithmic(points: 2),
  ])
  func runFromTheFirstStepToTheLast(_ spacing: RecordingPlan.Spacing) {
    for steps in [0, 1, 2, 99, 1000, 15_000] {
      let recorded = RecordingPlan(spacing: spacing).recordedSteps(of: steps)
      #expect(recorded.first == 0)
      #expect(recorded.last == steps)
      #expect(zip(recorded, recorded.dropFirst()).allSatisfy { $0 < $1 })
      switch spacing {
      case .every(let n): #expect(recorded.count <= steps / n + 2)
      case .linear(let points): #expect(recorded.count <= points)
      case .logarithmic(let points): #expect(recorded.count <= points + 2)
      }
    }
  }

  @Test func logarithmicStepsGrowByAFactor() {
    let recorded = RecordingPlan(spacing: .logarithmic(points: 5)).recordedSteps(of: 10_000)
    #expect(recorded == [0, 1, 10, 100, 1000, 10_000])
  }

  @Test func snapshotsAreRecordedSteps() {
    let plan = RecordingPlan(spacing: .linear(points: 11), snapshots: 3)
    #expect(plan.snapshotSteps(of: 1000) == [0, 500, 1000])
  }
}
