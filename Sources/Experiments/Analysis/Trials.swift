internal import NeuronSimilarity
internal import SpecJSON
internal import TrainingEngine
package import TrainingModel

/// Trainings of changed specs, which tell whether what was changed was in the way: the one test that
/// does not mistake a sign for a cause.
///
/// Each is the training that a job of that spec would be, to the bit; no spec is trained twice.
package final class Trials {
  /// Multiply-adds that all trainings of a diagnosis may take together.
  package static let budget = 20_000_000_000.0
  /// What an update takes beside its arithmetic, in multiply-adds.
  private static let update = 2000.0
  /// Numbers of one pass of all rows at most: a trial must not take the memory that jobs are for.
  package static let mostNumbers = 20_000_000
  /// Trainings at most.
  private static let most = 80

  private var left = budget
  private var done: [(spec: TrainingSpec, progress: TrainingProgress)] = []
  private let constantAnswer: Double
  private let interruption = Interruption.current

  /// - Parameter constantAnswer: the loss of that, which scaling and centring inputs does not change.
  package init(constantAnswer: Double) { self.constantAnswer = constantAnswer }

  /// What one training of a spec costs, in multiply-adds; infinite where it takes too much memory.
  package static func cost(of spec: TrainingSpec) -> Double {
    guard spec.dataset.trainRows * spec.widths.reduce(0, +) <= mostNumbers else { return .infinity }
    return TrainingWork(of: bare(spec)).total + update * Double(spec.training.steps)
  }

  /// What the diagnosis of a spec's training may spend on trials. None where a trial alone passes the
  /// budget.
  package static func mostCost(of spec: TrainingSpec) -> Double {
    let one = cost(of: spec)
    return one > budget ? 0 : min(budget, Double(most) * one)
  }

  /// What training `spec` comes to; nil where that would pass the budget, or nobody waits for it.
  package func progress(of spec: TrainingSpec) -> TrainingProgress? {
    let spec = Self.bare(spec)
    if let known = done.first(where: { $0.spec == spec }) { return known.progress }
    let cost = Self.cost(of: spec)
    guard cost <= left, done.count < Self.most, !interruption.isRequested else { return nil }
    left -= cost
    let observer = Silent(interruption)
    let record = Trainer(spec).run(observer: observer)
    if interruption.isRequested { return nil }
    let losses = record.divergedAt == nil ? record.points.map(\.trainLoss) : [.nan]
    let progress = TrainingProgress(
      losses: losses, comparable: losses,
      accuracy: record.points.last?.trainAccuracy, constantAnswer: constantAnswer)
    done.append((spec, progress))
    return progress
  }

  /// The spec, recorded as little as can be.
  private static func bare(_ spec: TrainingSpec) -> TrainingSpec {
    var bare = spec
    bare.recording = RecordingPlan(spacing: .linear(points: 2), similarity: false)
    return bare
  }

  /// Only asks whether the answer is still wanted.
  private final class Silent: TrainingObserver {
    private let interruption: Interruption

    init(_ interruption: Interruption) { self.interruption = interruption }

    func shouldContinue(at step: Int) -> Bool { !interruption.isRequested }
    func observe(_ observation: Observation) {}
    func record(_ point: TrainingRecord.Point) {}
  }
}
