import Foundation
import Testing
import TrainingCore

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
      #expect(counts.max()! - counts.min()! <= 1, "the classes are balanced")
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
