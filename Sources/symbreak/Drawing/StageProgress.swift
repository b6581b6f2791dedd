internal import Dispatch

/// Shows which of several stages a command is in, and for how long, where a person is watching.
package struct StageProgress {
  /// Stages to go through.
  package let count: Int

  /// Of so many figures.
  package init(count: Int) {
    self.count = count
  }

  /// The line while stage number `index`, from 0, has taken `seconds`, at most `width` columns.
  package func line(_ index: Int, name: String, seconds: Int, width: Int) -> String {
    String("\(index + 1)/\(count)  \(name)  \(seconds) s".prefix(max(0, width)))
  }

  /// Runs `body`, meanwhile showing the line on a terminal; it is gone when this returns, so that what
  /// is written next begins a line.
  func during<Value>(
    _ index: Int, name: String, on terminal: Terminal, _ body: () throws -> Value
  ) rethrows -> Value {
    guard terminal.isInteractive else { return try body() }
    let queue = DispatchQueue(label: "progress")
    let start = ContinuousClock.now
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now(), repeating: .seconds(1))
    timer.setEventHandler { [self] in
      let seconds = Int((ContinuousClock.now - start) / .seconds(1))
      terminal.replaceLine(
        with: line(index, name: name, seconds: seconds, width: terminal.width - 1))
    }
    timer.activate()
    defer {
      timer.cancel()
      // After the timer's last turn.
      queue.sync { terminal.replaceLine(with: "") }
    }
    return try body()
  }
}
