/// Over which rows a recorded step is measured: the first and the last over all, those between them over
/// a sample where the plan says so.
///
/// A sample is made by the data alone (``RowSample`` with a stream of its own): trainings that differ in
/// seed or start are measured over the same rows, and so are all steps of one.
extension RecordingPlan {
  /// Fewer rows than this are not taken by default where they cost next to nothing: a loss over 256 rows
  /// has an error of about a sixteenth of what one row's differs from another's.
  package static let leastRows = 256
  /// Fewer are never taken by default.
  static let fewestRows = 32
  /// Multiply-adds of all steps between up to which ``leastRows`` cost next to nothing: some tens of
  /// milliseconds of one core.
  static let cheapWork = 1 << 30

  /// Recorded steps between the first and the last.
  ///
  /// - Complexity: O(recorded steps).
  package func stepsBetween(of steps: Int) -> Int { max(0, recordedSteps(of: steps).count - 2) }

  /// Rows of a split of `count` rows that a step between is measured over.
  package func rowsBetween(of count: Int) -> Int { min(rows ?? count, count) }

  /// What ``rows`` is where a spec leaves it open: as many that the steps between together pass through
  /// the network as often as learning does, forwards, backwards and for the gradient, but
  /// ``leastRows`` where those come to ``cheapWork`` at most, and ``fewestRows`` in any case:
  ///
  ///     max(least, ⌊3 steps × batch / (passes × steps between)⌋)
  ///     least = ⌊2³⁰ / (passes × steps between × parameters)⌋, from 32 to 256
  ///
  /// Passes are three for a training row where similarity is recorded, else one, and one for a test row
  /// where there are any. `nil`, for all rows, where the larger split has less than twice as many, or
  /// than twice ``leastRows``, and with full batches, where what is measured is the update's own pass.
  ///
  /// - Parameter parameters: of the network.
  /// - Complexity: O(recorded steps).
  package func standardRows(
    for training: TrainingPlan, parameters: Int, trainRows: Int, testRows: Int
  ) -> Int? {
    guard let batchSize = training.batchSize else { return nil }
    let between = stepsBetween(of: training.steps)
    guard between > 0 else { return nil }
    let passes = ((similarity ? 3 : 1) + (testRows > 0 ? 1 : 0)) * between
    let (learning, isBeyond) = training.steps.multipliedReportingOverflow(
      by: 3 * min(batchSize, trainRows))
    let likeLearning = isBeyond ? Int.max / 2 : learning / passes
    guard 2 * max(Self.leastRows, likeLearning) <= max(trainRows, testRows) else { return nil }
    let cheap = Self.cheapWork / passes / max(1, parameters)
    return max(min(cheap, Self.leastRows), Self.fewestRows, likeLearning)
  }
}

extension TrainingSpec {
  /// See ``RecordingPlan/standardRows(for:parameters:trainRows:testRows:)``.
  package var standardRecordedRows: Int? {
    recording.standardRows(
      for: training, parameters: parameterCount, trainRows: dataset.trainRows,
      testRows: dataset.testRows)
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
