package import StrictJSON
package import TrainingModel

/// What a finished training left behind, in the form that analyses read.
package struct RecordedTraining: Sendable {
  /// The whole network at one step.
  package struct Moment: Sendable {
    var step: Int
    var weights: NetworkWeights

    package init(step: Int, weights: NetworkWeights) {
      self.step = step
      self.weights = weights
    }
  }

  package let spec: TrainingSpec
  /// The first and the last snapshot; one and the same where the training ended at once.
  package let start: Moment
  package let end: Moment
  package let curves: CurveTable
  /// The similarity answer; nil where it was not recorded.
  package let similarity: JSONValue?
  package let outcome: RunOutcome
  package let divergedAt: Int?

  /// The training loss at each recorded step.
  package var losses: [Double] { curves["train_loss"]?.values.map { $0 ?? .nan } ?? [] }

  /// Those losses that are over the same rows, so that their movement is the network's: all; where the
  /// points between the first and the last are over a sample, theirs, if there are two or more of them,
  /// else the first and the last.
  var comparableLosses: [Double] {
    guard let rows = curves["train_rows"]?.values, let last = rows.last else { return losses }
    let sampled = zip(losses, rows).filter { $0.1 != last }.map(\.0)
    if sampled.count > 1 { return sampled }
    return zip(losses, rows).filter { $0.1 == last }.map(\.0)
  }

  package init(
    spec: TrainingSpec, start: RecordedTraining.Moment, end: RecordedTraining.Moment,
    curves: CurveTable, similarity: JSONValue?, outcome: RunOutcome, divergedAt: Int?
  ) {
    self.spec = spec
    self.start = start
    self.end = end
    self.curves = curves
    self.similarity = similarity
    self.outcome = outcome
    self.divergedAt = divergedAt
  }

  /// A series of a layer's similarity, counted from 1, by pointer; nil where it was not recorded.
  package func series(_ pointer: String, layer: Int) -> [Double?]? {
    guard let layer = similarity?["layers"]?.arrayValue?[layer - 1] else { return nil }
    return JSONPointer("/" + pointer).flatMap { layer[$0] }?.arrayValue?.map {
      $0.numberValue?.asDouble
    }
  }
}
