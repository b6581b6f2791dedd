internal import Synchronization

/// Cores that the trainings of a process share: a training that is alone gets all of them, and
/// gives them up within a step or a millisecond when others begin.
package final class ThreadBudget: Sendable {
  /// Cores in all.
  package let cores: Int
  private let trainings = Atomic<Int>(0)

  /// A budget of at least one core.
  package init(cores: Int) {
    self.cores = max(1, cores)
  }

  /// Threads that each of the trainings under way may use, at least 1.
  package var share: Int { max(1, cores / max(1, trainings.load(ordering: .relaxed))) }

  /// Runs a training that counts among those that share the cores.
  package func training<Result>(_ body: () throws -> Result) rethrows -> Result {
    trainings.add(1, ordering: .relaxed)
    defer { trainings.subtract(1, ordering: .relaxed) }
    return try body()
  }
}
