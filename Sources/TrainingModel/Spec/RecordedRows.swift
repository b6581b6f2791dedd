/// Over which rows a recorded step is measured: the first and the last over all, those between them over
/// a sample where the plan says so.
///
/// A sample is made by the data alone (``RowSample`` with a stream of its own): trainings that differ in
/// seed or start are measured over the same rows, and so are all steps of one.
extension RecordingPlan {
  /// Fewer rows than this are never what is taken by default: a loss over 256 rows has an error of about
  /// a sixteenth of what one row's differs from another's.
  package static let leastRows = 256

  /// Recorded steps between the first and the last.
  ///
  /// - Complexity: O(recorded steps).
  package func stepsBetween(of steps: Int) -> Int { max(0, recordedSteps(of: steps).count - 2) }

  /// Rows of a split of `count` rows that a step between is measured over.
  package func rowsBetween(of count: Int) -> Int { min(rows ?? count, count) }

  /// What ``rows`` is where a spec leaves it open: as many that the steps between together pass through
  /// the network as often as learning does, forwards, backwards and for the gradient, but
  /// ``leastRows`` at least:
  ///
  ///     max(256, ⌊3 steps × batch / (passes × steps between)⌋)
  ///
  /// Passes are three for a training row where similarity is recorded, else one, and one for a test row
  /// where there are any. `nil`, for all rows, where the larger split has less than twice as many, and
  /// with full batches, where what is measured is the update's own pass.
  ///
  /// - Complexity: O(recorded steps).
  package func standardRows(
    for training: TrainingPlan, trainRows: Int, testRows: Int
  ) -> Int? {
    let most = max(trainRows, testRows)
    guard let batchSize = training.batchSize, 2 * Self.leastRows <= most else { return nil }
    let between = stepsBetween(of: training.steps)
    guard between > 0 else { return nil }
    let passes = (similarity ? 3 : 1) + (testRows > 0 ? 1 : 0)
    let trained = training.steps * min(batchSize, trainRows)
    let rows = max(Self.leastRows, 3 * trained / (passes * between))
    return 2 * rows > most ? nil : rows
  }
}

extension TrainingSpec {
  /// See ``RecordingPlan/standardRows(for:trainRows:testRows:)``.
  package var standardRecordedRows: Int? {
    recording.standardRows(
      for: training, trainRows: dataset.trainRows, testRows: dataset.testRows)
  }

  /// Whether any recorded step is measured over a sample.
  package var recordsSamples: Bool {
    guard let rows = recording.rows else { return false }
    return rows < max(dataset.trainRows, dataset.testRows)
  }

  /// Whether what is recorded after so many updates is measured over a sample, unless the training ends
  /// there.
  package func recordsSample(at step: Int) -> Bool {
    recordsSamples && step > 0 && step < training.steps
  }
}

extension Dataset {
  /// The training rows that stand for all, ascending: ``RecordingPlan/rows`` of them.
  ///
  /// - Complexity: O(rows × log rows).
  package func recordedTrainRows(by plan: RecordingPlan) -> [Int] {
    var random = RandomStream(seed: 0, purpose: .recordedRows, layer: 0)
    return RowSample.rows(of: train, in: self, count: plan.rowsBetween(of: trainRows), &random)
  }

  /// The same of the test split; none where there is none.
  package func recordedTestRows(by plan: RecordingPlan) -> [Int] {
    guard let test else { return [] }
    var random = RandomStream(seed: 0, purpose: .recordedRows, layer: 1)
    return RowSample.rows(of: test, in: self, count: plan.rowsBetween(of: testRows), &random)
  }
}
