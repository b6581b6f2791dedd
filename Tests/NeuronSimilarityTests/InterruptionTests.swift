import Foundation
import NeuronSimilarity
import PublishedFigures
import Testing
import TrainingEngine
import TrainingModel

/// Computations that would take minutes end soon after they are told to.
@Suite struct InterruptionTests {
  /// Far more than what any of them needs to end on a loaded machine, far less than what they would
  /// take.
  private static let bound = Duration.seconds(20)

  /// Computes `body` on this thread, ended from another one after a moment.
  private func interrupted(_ body: () -> Void) throws {
    let source = InterruptionSource()
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: 0.2)
      source.request()
    }
    let start = ContinuousClock.now
    #expect(throws: Interrupted.self) {
      try source.run {
        while !Interruption.current.isRequested { body() }
      }
    }
    #expect(ContinuousClock.now - start < Self.bound)
  }

  private static func spec(
    _ units: Int, layers: Int, scheme: String = "normal", activation: Activation = .tanh
  ) -> TrainingSpec {
    TrainingSpec(
      inputs: 2,
      layers: (0..<layers).map {
        LayerSpec(
          units: $0 + 1 == layers ? 1 : units, activation: activation,
          weights: Initialization(scheme: scheme))
      }, seed: 1,
      dataset: .generated(name: "circles", parameters: DatasetParameters(samples: 10_000)),
      training: TrainingPlan(
        steps: 1_000_000_000, learningRate: 0.1, loss: .binaryCrossEntropy))
  }

  private static let wide = NetworkWeights(startOf: spec(256, layers: 3))

  @Test func aCurvatureEnds() throws {
    try interrupted {
      _ = HessianEdge.of(Self.wide, Self.spec(256, layers: 3), budget: .max / 1024)
    }
  }

  @Test func aQuotientsTrainingEnds() throws {
    try interrupted {
      _ = QuotientTraining(of: Self.wide, Self.spec(256, layers: 3), steps: [1_000_000_000])
    }
  }

  @Test func ranksAndRepresentationsEnd() throws {
    var random = RandomStream(seed: 1, purpose: .data)
    let layer = NetworkWeights.Layer(
      units: 3000, fanIn: 3000,
      weights: (0..<9_000_000).map { _ in random.nextNormal() },
      biases: [])
    try interrupted { _ = EffectiveRank.of(layer) }
    let x = DenseMatrix(
      rows: 2000, columns: 500, values: Array(layer.weights.prefix(1_000_000)))
    let y = DenseMatrix(
      rows: 2000, columns: 500, values: Array(layer.weights.suffix(1_000_000)))
    try interrupted { _ = RepresentationComparison(x, y) }
  }

  @Test(arguments: ["normal", "uniform", "orthogonal", "sparse", "lsuv"])
  func startsEnd(_ scheme: String) throws {
    try interrupted { _ = NetworkWeights(startOf: Self.spec(4096, layers: 3, scheme: scheme)) }
  }

  @Test(arguments: VerificationFigure.catalogue.map(\.name))
  func figuresEnd(_ name: String) throws {
    let figure = try #require(VerificationFigure.catalogue.first { $0.name == name })
    try interrupted { _ = figure.checks() }
  }

  @Test func whatIsNotInterruptedHasItsValue() throws {
    #expect(try InterruptionSource().run { 7 } == 7)
    #expect(!Interruption.current.isRequested)
    let ended = InterruptionSource()
    ended.request()
    #expect(throws: Interrupted.self) { try ended.run { Issue.record("begun") } }
    #expect(!Interruption.current.isRequested)
  }
}
