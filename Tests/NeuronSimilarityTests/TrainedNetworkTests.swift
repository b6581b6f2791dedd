import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

@Suite("Similarity of trained networks")
struct TrainedNetworkTests {
  private final class Observer: TrainingObserver {
    var recorder = SimilarityRecorder()

    func shouldContinue(at step: Int) -> Bool { true }
    func observe(_ observation: Observation) { recorder.observe(observation) }
    func record(_ point: TrainingRecord.Point) {}
  }

  /// Two half moons by two hidden layers of tanh, full batch.
  private func record(from weights: Initialization) -> SimilarityRecord {
    func layer(_ units: Int, _ activation: Activation) -> LayerSpec {
      LayerSpec(units: units, activation: activation, weights: weights)
    }
    let spec = TrainingSpec(
      inputs: 2, layers: [layer(7, .tanh), layer(5, .tanh), layer(1, .linear)], seed: 1,
      dataset: .generated(
        name: "moons", parameters: DatasetParameters(samples: 40, noise: 0.1, seed: 3)),
      training: TrainingPlan(steps: 300, learningRate: 0.5, loss: .binaryCrossEntropy),
      recording: RecordingPlan(spacing: .linear(points: 11)))
    let observer = Observer()
    _ = Trainer(spec).run(observer: observer)
    return observer.recorder.record()
  }

  @Test func equalWeightsStayEqual() throws {
    let record = record(from: Initialization(scheme: "constant", alpha: 0.5))
    let alike = PairSummary.same(1)
    #expect(record.steps == Array(stride(from: 0, through: 300, by: 30)))
    #expect(record.hiddenLayers.count == 2)
    for layer in record.hiddenLayers {
      #expect(layer.distinctNeurons.allSatisfy { $0 == 1 })
      for kind in SimilarityKind.allCases {
        #expect(layer.summaries(of: kind).allSatisfy { $0 == .present(alike) })
      }
      #expect(layer.effectiveRank.allSatisfy { $0 == .present(1) })
      // They learn, all the same.
      #expect(try #require(layer.normRatio.last?.value) != 1)
    }
    // Weights of unlike inputs part; those of inputs that are clones themselves keep their
    // direction.
    #expect(try #require(record.layers[0].turnedDegrees.last?.value) > 0.1)
    #expect(try #require(record.layers[1].turnedDegrees.last?.value) < 1e-6)
  }

  @Test func zerosNeverMove() {
    for layer in record(from: .zeros).hiddenLayers {
      #expect(layer.distinctNeurons.allSatisfy { $0 == 1 })
      #expect(layer.incoming.allSatisfy { $0 == .absent(.zeroVector) })
      #expect(layer.gradient.allSatisfy { $0 == .absent(.zeroVector) })
      #expect(layer.activation.allSatisfy { $0 == .absent(.constantActivation) })
      #expect(layer.normRatio.allSatisfy { $0 == .absent(.startedAtZero) })
    }
  }

  @Test func randomWeightsAreAllDistinct() throws {
    let record = record(from: Initialization(scheme: "xavier_uniform", parameters: ["gain": 1]))
    for (layer, units) in zip(record.hiddenLayers, [7, 5]) {
      #expect(layer.distinctNeurons.allSatisfy { $0 == units })
      #expect(layer.turnedDegrees.first == .present(0))
      #expect(try #require(layer.turnedDegrees.last?.value) > 1)
      #expect(try #require(layer.effectiveRank.last?.value) > 1.2)
      #expect(try #require(layer.incoming.last?.value).min < 0.9)
    }
  }
}
