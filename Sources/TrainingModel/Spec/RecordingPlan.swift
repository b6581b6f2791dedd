/// Which steps of a training are recorded, and how often the weights themselves are kept.
///
/// The first and the last step are always recorded.
package struct RecordingPlan: Sendable, Equatable {
  /// How the recorded steps are spread over the training.
  package enum Spacing: Sendable, Equatable {
    /// Every nth step.
    case every(Int)
    /// About this many steps at equal distances.
    case linear(points: Int)
    /// About this many steps, each a constant factor after the one before.
    case logarithmic(points: Int)
  }

  package var spacing: Spacing
  /// Whether neuron similarity and gradient norms are measured at the recorded steps.
  package var similarity: Bool
  /// At most this many recorded steps, evenly chosen, keep a copy of all weights; at least 2
  /// (the first and the last).
  package var snapshots: Int
  /// At this many recorded steps, evenly chosen, the ends of the Hessian's spectrum are measured; 0 for
  /// none, else at least 2 (the first and the last). It takes ``similarity``.
  package var curvature = 0
  /// Rows of each split that stand for all of it at the recorded steps between the first and the last,
  /// which take all rows; `nil` takes all rows there too. A split of no more rows is taken whole.
  package var rows: Int?

  package init(
    spacing: Spacing = .linear(points: 200), similarity: Bool = true, snapshots: Int = 2
  ) {
    self.spacing = spacing
    self.similarity = similarity
    self.snapshots = snapshots
  }

  /// The recorded steps of a training of `steps` updates, ascending, from 0 to `steps`.
  ///
  /// - Complexity: O(answer).
  package func recordedSteps(of steps: Int) -> [Int] {
    guard steps > 0 else { return [0] }
    var chosen: [Int]
    switch spacing {
    case .every(let n):
      chosen = Array(stride(from: 0, to: steps, by: max(1, n)))
    case .linear(let points):
      let intervals = min(max(1, points - 1), steps)
      chosen = (0..<intervals).map { $0.multipliedReportingRounded(by: steps, over: intervals) }
    case .logarithmic(let points):
      chosen = Self.geometric(points: points, last: steps)
    }
    chosen.append(steps)
    return chosen
  }

  /// The recorded steps that keep a copy of the weights.
  package func snapshotSteps(of steps: Int) -> [Int] {
    Self.evenly(max(2, snapshots), among: recordedSteps(of: steps))
  }

  /// The recorded steps at which the curvature is measured.
  package func curvatureSteps(of steps: Int) -> [Int] {
    curvature == 0 ? [] : Self.evenly(max(2, curvature), among: recordedSteps(of: steps))
  }

  /// So many of the recorded steps, evenly chosen, the first and the last among them.
  private static func evenly(_ wanted: Int, among recorded: [Int]) -> [Int] {
    let kept = min(wanted, recorded.count)
    guard kept > 1 else { return recorded }
    return (0..<kept).map {
      recorded[$0.multipliedReportingRounded(by: recorded.count - 1, over: kept - 1)]
    }
  }

  /// 0, then about `points` steps from 1 on, each at least the one before times a constant.
  private static func geometric(points: Int, last: Int) -> [Int] {
    var answer = [0]
    let intervals = max(1, points - 1)
    // The ratio is found by bisection: `pow` differs from one C library to the next, and which
    // steps are recorded must not.
    var low = 1.0
    var high = Double(max(2, last))
    for _ in 0..<60 {
      let middle = (low + high) / 2
      var reached = 1.0
      for _ in 0..<intervals where reached <= Double(last) { reached *= middle }
      if reached < Double(last) { low = middle } else { high = middle }
    }
    var next = 1.0
    while next < Double(last) {
      let step = Int(next)
      if step > answer[answer.count - 1] { answer.append(step) }
      next *= high
    }
    return answer
  }
}

extension Int {
  /// `self * factor / divisor`, exact in the middle, rounded down.
  fileprivate func multipliedReportingRounded(by factor: Int, over divisor: Int) -> Int {
    let product = multipliedFullWidth(by: factor)
    return divisor.dividingFullWidth(product).quotient
  }
}
