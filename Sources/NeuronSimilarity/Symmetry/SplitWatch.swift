/// Notes at which recorded step neurons of one class first came apart.
///
/// A class has split when two neurons that were equal at the first recorded step are not.
struct SplitWatch: Sendable {
  private var start: [Int]?
  /// The first recorded step at which a class of the start was split.
  private(set) var firstSplit: Int?

  /// A watch that has seen nothing yet.
  init() {}

  /// A watch that has seen these neurons at the start, and a split since where there was one.
  init(start: SymmetryPartition, firstSplit: Int?) {
    self.start = start.classOfNeuron
    self.firstSplit = firstSplit
  }

  /// Forgets what it saw at a step, the last one, which was not the first.
  mutating func forget(step: Int) {
    if firstSplit == step { firstSplit = nil }
  }

  /// Takes the partition of the next recorded step in.
  ///
  /// - Complexity: O(units).
  mutating func observe(_ partition: SymmetryPartition, at step: Int) {
    guard let start else {
      self.start = partition.classOfNeuron
      return
    }
    guard firstSplit == nil else { return }
    var classNow: [Int: Int] = [:]
    for (before, now) in zip(start, partition.classOfNeuron) {
      if classNow.updateValue(now, forKey: before) ?? now != now {
        firstSplit = step
        return
      }
    }
  }
}
