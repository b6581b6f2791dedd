import KernelDispatch
import Testing
import TrainingEngine
import TrainingModel

/// What is minimised where there are penalties, on the case study of the course cs231n:
/// Tests/Reference/case_study.py.
@Suite struct CaseStudyTests {
  struct Study: Decodable {
    struct Point: Decodable {
      var step: Int
      var data: Double
      var objective: Double
    }
    var inputs: [[Double]]
    var classes: [Double]
    var weights: [[[Double]]]
    var points: [Point]
  }

  private func spec(_ study: Study, rules: GradientRules) -> TrainingSpec {
    TrainingSpec(
      inputs: 2,
      layers: zip(study.weights, [Activation.relu, .linear]).map { rows, activation in
        LayerSpec(
          units: rows.count, activation: activation,
          weights: Initialization(scheme: "given", values: rows.flatMap(\.self)))
      }, seed: 0,
      dataset: .inline(
        Dataset(
          features: 2, task: .classification(classes: 3),
          train: .init(inputs: study.inputs.flatMap(\.self), targets: study.classes))),
      training: TrainingPlan(
        steps: 2000, learningRate: 1, loss: .crossEntropy, gradientRules: rules),
      precision: .float64, recording: RecordingPlan(spacing: .every(1000), snapshots: 3))
  }

  /// The course prints 0.294416 at step 1,000; 0.185442 of it is the data's.
  @Test func theCourseReportsLossAndPenalty() throws {
    let study = try fixture("case_study", as: Study.self)
    let record = Trainer(spec(study, rules: GradientRules(l2: 1e-3))).run()
    #expect(record.points.map(\.step) == study.points.map(\.step))
    for (point, expected) in zip(record.points, study.points) {
      let penalty = try #require(point.penalty)
      #expect(abs(point.trainLoss - expected.data) < 1e-9)
      #expect(abs(point.trainLoss + penalty - expected.objective) < 1e-9)
    }
    let printed = record.points[1]
    #expect(abs(printed.trainLoss + (printed.penalty ?? 0) - 0.294416) < 0.5e-6)
    #expect(abs(printed.trainLoss - 0.185442) < 0.5e-6)
  }

  @Test(arguments: KernelVariant.available)
  func penaltiesAreOfTheWeightsAlone(_ kernels: KernelVariant) throws {
    let study = try fixture("case_study", as: Study.self)
    let rules = GradientRules(l1: 2e-4, l2: 1e-3)
    let record = Trainer(spec(study, rules: rules), kernels: kernels).run()
    for (point, snapshot) in zip(record.points, record.snapshots) {
      let weights = snapshot.weights.layers.flatMap(\.weights)
      let expected = weights.reduce(0) { $0 + 2e-4 * abs($1) + 1e-3 * $1 * $1 / 2 }
      #expect(abs(try #require(point.penalty) - expected) < 1e-12)
    }
    #expect(Trainer(spec(study, rules: GradientRules())).run().points[0].penalty == nil)
  }
}
