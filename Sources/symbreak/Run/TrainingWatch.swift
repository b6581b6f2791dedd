internal import Dispatch
internal import Foundation
internal import Synchronization

/// Follows a training that another thread runs: shows how far it is, and ends it on SIGINT or
/// SIGTERM.
///
/// The training's thread does one store and one load a step; a timer does the drawing.
final class TrainingWatch: Sendable {
  private static let interval = DispatchTimeInterval.milliseconds(100)

  private let step = Atomic<Int>(0)
  private let interrupted = Atomic<Bool>(false)
  private let queue = DispatchQueue(label: "progress")

  /// Whether the person wants the training to end.
  var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }

  /// Called before every update: tells the step, learns whether to go on.
  func reached(_ step: Int) -> Bool {
    self.step.store(step, ordering: .relaxed)
    return !isInterrupted
  }

  /// Runs `body`, meanwhile listening for signals and, where a person is watching, showing progress.
  func during<Value>(steps: Int, terminal: Terminal, _ body: () -> Value) -> Value {
    let signals = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { self.interrupted.store(true, ordering: .relaxed) }
      source.activate()
      return source
    }
    let display = terminal.isInteractive ? display(steps: steps, terminal: terminal) : nil
    defer {
      for source in signals { source.cancel() }
      if let display {
        display.cancel()
        // After the timer's last turn.
        queue.sync { terminal.replaceLine(with: "") }
      }
    }
    return body()
  }

  private func display(steps: Int, terminal: Terminal) -> any DispatchSourceTimer {
    let bar = ProgressBar(steps: steps)
    let start = ContinuousClock.now
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + Self.interval, repeating: Self.interval)
    timer.setEventHandler {
      let step = self.step.load(ordering: .relaxed)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      terminal.replaceLine(
        with: bar.line(step: step, seconds: seconds, width: terminal.width - 1))
    }
    timer.activate()
    return timer
  }
}
