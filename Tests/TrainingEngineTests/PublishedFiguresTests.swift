import Testing
import TrainingEngine
import TrainingModel

/// The "Initialization" exercise of the deeplearning.ai course, recomputed with NumPy by
/// `Tests/Reference/circles.py`: 2-10-5-1, ReLU, full batch, rate 0.01, 15,000 steps, float64.
@Suite("Published figures: circles")
struct PublishedFiguresTests {
  struct Circles: Decodable {
    struct Layer: Decodable {
      let weights: [[Double]]
      let biases: [Double]

      init(from decoder: any Decoder) throws {
        if let rows = try? decoder.singleValueContainer().decode([[Double]].self) {
          weights = rows
          biases = Array(repeating: 0, count: rows.count)
        } else {
          let container = try decoder.container(keyedBy: CodingKeys.self)
          weights = try container.decode([[Double]].self, forKey: .weights)
          biases = try container.decode([Double].self, forKey: .biases)
        }
      }

      enum CodingKeys: CodingKey { case weights, biases }
    }

    struct Ensemble: Decodable {
      let lossMean: [Double]
      let lossStandardDeviation: [Double]
    }

    struct Scheme: Decodable {
      let weights: [Layer]
      let losses: [Double]
      let trainAccuracy: Double
      let testAccuracy: Double
      let ensemble: Ensemble?
    }

    let schemes: [String: Scheme]
  }

  private func run(_ scheme: Circles.Scheme) -> TrainingRecord {
    let widths = [2, 10, 5, 1]
    return Trainer(
      TrainingSpec(
        inputs: 2,
        layers: scheme.weights.enumerated().map { index, layer in
          LayerSpec(
            units: widths[index + 1], activation: index < 2 ? .relu : .linear,
            weights: Initialization(scheme: "given", values: layer.weights.flatMap(\.self)),
            biases: Initialization(scheme: "given", values: layer.biases))
        },
        seed: 0,
        dataset: .generated(name: "circles", parameters: DatasetParameters(samples: 300)),
        training: TrainingPlan(steps: 15_000, learningRate: 0.01, loss: .binaryCrossEntropy),
        precision: .float64,
        recording: RecordingPlan(spacing: .every(1000), similarity: false))
    ).run()
  }

  @Test func zerosStayAtTheEntropyOfTheLabels() throws {
    let scheme = try #require(try fixture("circles", as: Circles.self).schemes["zeros"])
    let record = run(scheme)
    for point in record.points {
      #expect(abs(point.trainLoss - 0.6931471805599453) < 1e-14)
      #expect(point.trainAccuracy == 0.5)
      #expect(point.testAccuracy == 0.5)
    }
  }

  @Test func heLearnsTheRings() throws {
    let scheme = try #require(try fixture("circles", as: Circles.self).schemes["he"])
    let record = run(scheme)
    #expect(abs(record.points[0].trainLoss - 0.8830537463419761) < 1e-14)
    #expect(abs(record.points[1].trainLoss - 0.6879825919728063) < 1e-11)
    #expect(abs(record.points[14].trainLoss - 0.07357895962677369) < 1e-11)
    #expect(abs(record.points[15].trainAccuracy! - 0.9933) < 5e-5)
    #expect(record.points[15].testAccuracy == 0.96)
  }

  /// This start is chaotic: a change of 10⁻¹⁶ in the weights moves the later losses by up to a
  /// few thousandths, so each is held against the spread over 32 such changes in NumPy.
  @Test func largeRandomWeightsLearnSlowly() throws {
    let scheme = try #require(try fixture("circles", as: Circles.self).schemes["random"])
    let ensemble = try #require(scheme.ensemble)
    let record = run(scheme)
    #expect(abs(record.points[0].trainLoss - 1773.586) < 5e-4)
    for index in 1...14 {
      let distance = abs(record.points[index].trainLoss - ensemble.lossMean[index])
      #expect(distance < 5 * ensemble.lossStandardDeviation[index], "step \(index * 1000)")
    }
    #expect(record.points[15].trainAccuracy == 0.83)
    #expect(record.points[15].testAccuracy == 0.86)
  }
}
