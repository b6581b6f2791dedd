import NeuronSimilarity
import Testing
import TrainingModel

/// Rows that stand for all where all are too many.
@Suite struct RowSampleTests {
  /// 900 rows of class 0, then 90 of class 1, then ten of class 2; each row's input is its number.
  private func spec(units: Int = 3) -> TrainingSpec {
    let classes = (0..<1000).map { $0 < 900 ? 0.0 : $0 < 990 ? 1 : 2 }
    let weights = Initialization(scheme: "xavier_normal")
    return TrainingSpec(
      inputs: 1,
      layers: [
        LayerSpec(units: units, activation: .relu, weights: weights),
        LayerSpec(units: 3, activation: .linear, weights: weights),
      ], seed: 1,
      dataset: .inline(
        Dataset(
          features: 1, task: .classification(classes: 3),
          train: .init(inputs: (0..<1000).map { Double($0) / 500 - 1 }, targets: classes))),
      training: TrainingPlan(steps: 1, learningRate: 0.1, loss: .crossEntropy))
  }

  @Test func everyRowIsTakenWhereTheBudgetAllows() {
    let spec = spec()
    let start = NetworkWeights(startOf: spec)
    let health = NetworkHealth(start, of: spec, at: 0)
    #expect(health.rows == 1000 && health.trainingRows == 1000)
  }

  @Test func aSampleKeepsTheShares() {
    let data = spec().dataset.dataset()
    let rows = RowSample.rows(of: data, count: 101)
    #expect(rows == rows.sorted() && Set(rows).count == 101)
    let counts = [0.0, 1, 2].map { wanted in rows.count { data.train.targets[$0] == wanted } }
    #expect(counts == [91, 9, 1])
    #expect(RowSample.rows(of: data, count: 101) == rows)
    #expect(RowSample.rows(of: data, count: 1000) == Array(0..<1000))
    #expect(RowSample.rows(of: data, count: 1).count == 1)
    // Not the first ones: they are spread over each class.
    let first = rows.filter { $0 < 900 }
    #expect(abs(first.reduce(0, +) / first.count - 450) < 100)
  }

  @Test func theAnswerSaysHowMany() {
    let spec = spec()
    let start = NetworkWeights(startOf: spec)
    let health = NetworkHealth(start, of: spec, at: 0, budget: 100 * spec.parameterCount)
    #expect(health.rows == 100 && health.trainingRows == 1000)
  }
}
