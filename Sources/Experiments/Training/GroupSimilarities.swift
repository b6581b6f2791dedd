internal import NeuronSimilarity
internal import TrainingEngine

/// The similarity of networks that train side by side: measured for all of a group when the first of
/// its observers asks, and there for the others.
///
/// Used on the thread that trains.
final class GroupSimilarities {
  private struct Measured {
    let group: LaneObservation
    let similarity: LaneSimilarity
    var step: Int
  }

  private let points: Int
  private var known: [Measured] = []

  /// - Parameter points: recorded steps of each training.
  init(points: Int) { self.points = points }

  /// What the step that `group` has seen last came to.
  func measured(_ group: LaneObservation) -> LaneSimilarity {
    guard let place = known.firstIndex(where: { $0.group === group }) else {
      let similarity = LaneSimilarity(
        group, starts: group.observers.map { ($0 as? ExperimentObserver)?.start },
        points: points)
      similarity.measure(group)
      known.append(Measured(group: group, similarity: similarity, step: group.step))
      return similarity
    }
    if known[place].step != group.step {
      known[place].similarity.measure(group)
      known[place].step = group.step
    }
    return known[place].similarity
  }
}
