internal import Jobs
internal import Synchronization

/// Counts the steps trained in this process, over all jobs, around an executor.
final class StepMeter: Sendable {
  private struct State {
    var finished = 0
    var running: [JobID: JobControl] = [:]
  }

  private let state = Mutex(State())

  /// Steps so far, of jobs that ended and of those that train.
  var steps: Int {
    state.withLock { state in
      state.running.values.reduce(state.finished) { $0 + $1.trainedSteps }
    }
  }

  /// `executor`, counted.
  func counting(_ executor: @escaping JobExecutor) -> JobExecutor {
    { [self] assignments in
      state.withLock { state in
        for assignment in assignments { state.running[assignment.control.id] = assignment.control }
      }
      executor(assignments)
      state.withLock { state in
        for assignment in assignments {
          state.running[assignment.control.id] = nil
          state.finished += assignment.control.trainedSteps
        }
      }
    }
  }
}
