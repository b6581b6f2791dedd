import Jobs
import Logging
import Synchronization
import Testing
import symbreak

/// A store that is away for long leaves few lines, and one that comes back says so.
@Suite struct StoreFailureLogTests {
  /// Keeps what is logged, on a clock that the test moves.
  private final class Record: LogHandler, Sendable {
    let lines = Mutex<[String]>([])
    let now = Mutex(Duration.seconds(1000))

    var logLevel: Logger.Level {
      get { .info }
      set {}
    }
    var metadata: Logger.Metadata {
      get { [:] }
      set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { nil }
      set {}
    }

    func log(event: LogEvent) {
      let untold = event.metadata?["untold"].map { " untold=\($0)" } ?? ""
      lines.withLock { $0.append("\(event.message)\(untold)") }
    }
  }

  private let record = Record()
  private let log: StoreFailureLog

  init() {
    let record = record
    log = StoreFailureLog(
      Logger(label: "test") { _ in record },
      time: TimeSource(
        now: { Timestamp(milliseconds: 0) }, monotonic: { record.now.withLock { $0 } },
        sleep: { _ in }))
  }

  private var lines: [String] { record.lines.withLock { $0 } }

  private func advance(by time: Duration) { record.now.withLock { $0 += time } }

  private static let away = JobStoreError.unavailable(reason: "away")

  /// What a second without a store brings in a service.
  private func second() {
    log.report(.failed(Self.away, cause: "away", untold: 2))
    log.report(.storeFailure(.claim, nil, Self.away, willRetry: true))
    log.report(.storeFailure(.watch, nil, Self.away, willRetry: true))
    advance(by: .seconds(1))
  }

  @Test func anHourWithoutAStoreIsAFewLines() {
    for _ in 0..<3600 { second() }
    // Three kinds, and after 10, 30, 70, 150, 310, 630 and then every 600 seconds how many.
    #expect(lines.count == 3 + 6 + 4)
    #expect(lines.prefix(3).allSatisfy { $0.contains("away") })
    #expect(lines.dropFirst(3).allSatisfy { $0.hasPrefix("the job store still fails untold=") })
    // Another fault is news.
    log.report(.failed(.full, cause: "full", untold: 0))
    #expect(lines.last?.contains("full") == true)
    // The end is told with the rest; each second brings five failures, of which three kinds were told.
    log.report(.recovered)
    #expect(lines.last?.hasPrefix("the job store writes again untold=") == true)
    let untold = lines.compactMap { $0.split(separator: "untold=").last.flatMap { Int($0) } }
    #expect(untold.reduce(0, +) == 3600 * 5 - 3)
    // And the next outage is told as the first.
    let before = lines.count
    for _ in 0..<5 { second() }
    #expect(lines.count == before + 3)
  }

  @Test func whatComesAndGoesIsToldOnce() {
    for _ in 0..<600 {
      second()
      log.report(.recovered)
    }
    // Three kinds, the first end, and how many after 10, 30, 70, 150, 310 seconds.
    #expect(lines.count == 3 + 1 + 5, "\(lines)")
  }

  @Test func whatIsNotTriedAgainIsAlwaysTold() {
    for _ in 0..<4 {
      log.report(.storeFailure(.settle, nil, Self.away, willRetry: false))
    }
    #expect(lines.count == 4)
  }
}
