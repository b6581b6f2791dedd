internal import Dispatch
internal import Foundation

/// SIGTERM and SIGINT as events.
///
/// Unchecked: its sources are made and activated before anyone else has it, and cancelled when nobody
/// has it any more.
final class StopSignals: @unchecked Sendable {
  private static let numbers = [SIGTERM, SIGINT]

  private let stream: AsyncStream<Int32>
  private let sources: [any DispatchSourceSignal]

  /// Takes the signals over from the system's default, which is to die.
  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    let queue = DispatchQueue(label: "signals")
    self.stream = stream
    sources = Self.numbers.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { continuation.yield(number) }
      source.activate()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }

  /// Returns at the first signal. A second one ends the process at once.
  func first() async {
    await next()
    for number in Self.numbers { signal(number, SIG_DFL) }
  }

  /// Returns at the next signal, or when the task is cancelled. Further ones have no effect: who waits
  /// gives what is under way a time of its own.
  func next() async {
    for await _ in stream { break }
  }
}
