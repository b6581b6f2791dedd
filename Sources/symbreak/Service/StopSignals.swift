internal import Dispatch
internal import Foundation

/// SIGTERM and SIGINT as events; a second one ends the process at once.
final class StopSignals {
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

  /// Returns at the first signal. Further ones have the system's default effect from then on.
  func first() async {
    for await _ in stream { break }
    for number in Self.numbers { signal(number, SIG_DFL) }
  }
}
