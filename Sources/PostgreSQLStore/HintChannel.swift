import Glibc
internal import Jobs
internal import Synchronization
internal import Threading

/// Hints between the processes that share a database, as notifications (PostgreSQL's manual, NOTIFY).
///
/// They are heard on a connection of their own, which is tried first from another one: behind a pooler
/// that gives connections for one transaction LISTEN is answered and nothing ever comes. A process that
/// does not hear sends none either. Notifications are committed one after the other by the server, so each
/// process sends a few a second at most, apart from what they tell of, and waits for no disk with them.
final class HintChannel: StoreHints {
  private struct State {
    var followers: [@Sendable (StoreHint) -> Void] = []
    var isHearing = false
    /// To be sent, and whether something sends.
    var unsent: [StoreHint] = []
    var isSending = false
  }

  private let address: PostgresAddress
  private let password: PostgresPassword
  private let pool: ConnectionPool
  private let events: StoreEventSink
  private let thread = DedicatedThreads(count: 1)
  /// Set by the closing.
  private let end = CommonEnd()
  private let ended = AsyncSignal()
  private let state = Mutex(State())
  /// Before each text, so that a process passes over its own.
  private let sender = String(UInt64.random(in: .min ... .max), radix: 36)

  /// What all versions of the program listen to.
  private static let name = "symbreak"
  private static let probe = "probe"
  /// From one hint of a process to its next.
  private static let pause = Duration.milliseconds(100)
  /// What a statement takes at most.
  private static let quick = Duration.seconds(5)
  /// So long a probe is waited for.
  private static let probing = Duration.seconds(2)
  /// After so long a silence the connection is asked whether it is there.
  private static let silence = Duration.seconds(30)
  /// So long before it tries again where it heard nothing.
  private static let deafness = Duration.seconds(300)
  /// Between tries to connect.
  private static let retries = Backoff(first: .milliseconds(500), longest: .seconds(30))

  init(
    _ address: PostgresAddress, password: PostgresPassword, pool: ConnectionPool,
    events: @escaping StoreEventSink
  ) {
    self.address = address
    self.password = password
    self.pool = pool
    self.events = events
  }

  /// See `StoreHints`. The first follower makes the connection.
  func follow(_ body: @escaping @Sendable (StoreHint) -> Void) {
    let isFirst = state.withLock { state in
      state.followers.append(body)
      return state.followers.count == 1
    }
    if isFirst { thread.submit { [self] in listen() } }
  }

  /// Ends the listening; nobody hears anything after it.
  func close() async throws {
    end.set(within: .zero)
    let isListening = state.withLock { state in
      defer { state.followers = [] }
      return !state.followers.isEmpty
    }
    if isListening { try await ended.wait() }
  }
}

// Hearing, on the thread.
extension HintChannel {
  private var isClosed: Bool { end.moment != nil }

  private func listen() {
    defer { ended.open() }
    var retries = Self.retries
    var wasDeaf = false
    while !isClosed {
      do {
        let connection = try connect()
        _ = try connection.run(
          "LISTEN \(Self.name)", [], by: Deadline(Self.quick, common: end))
        guard try hears(connection) else {
          _ = try connection.run(
            "UNLISTEN \(Self.name)", [], by: Deadline(Self.quick, common: end))
          if !wasDeaf, !isClosed { events(.hintsUnheard) }
          wasDeaf = true
          rest(Self.deafness)
          continue
        }
        (retries, wasDeaf) = (Self.retries, false)
        state.withLock { $0.isHearing = true }
        // What was told before is lost.
        for hint in StoreHint.allCases { pass(on: hint) }
        try hear(connection)
      } catch {
        // The store's own calls tell of a server that is away.
        state.withLock { $0.isHearing = false }
        rest(retries.next())
      }
    }
  }

  private func connect() throws -> PostgresConnection {
    try address.connect(password: try password.text(), by: Deadline(Self.quick, common: end))
  }

  /// Whether what another connection tells comes to this one. (What a connection tells itself comes through
  /// a pooler with the answer to its statement.)
  private func hears(_ connection: PostgresConnection) throws -> Bool {
    _ = try connect().run(
      Self.statement, [.text(Self.name), .text(text(of: Self.probe))],
      by: Deadline(Self.quick, common: end))
    let deadline = Deadline(Self.probing, common: end)
    while !deadline.isPast {
      if try connection.notifications(by: deadline).contains(text(of: Self.probe)) { return true }
    }
    return false
  }

  private func hear(_ connection: PostgresConnection) throws {
    while !isClosed {
      let texts = try connection.notifications(by: Deadline(Self.silence, common: end))
      for text in texts where !text.hasPrefix(sender) {
        // A later version may have others.
        if let word = text.split(separator: " ").last, let hint = StoreHint(rawValue: String(word))
        {
          pass(on: hint)
        }
      }
      if texts.isEmpty, !isClosed {
        _ = try connection.run("SELECT 1", [], by: Deadline(Self.quick, common: end))
      }
    }
  }

  private func pass(on hint: StoreHint) {
    for follower in state.withLock({ $0.followers }) { follower(hint) }
  }

  /// Waits on the thread, but not past the closing.
  private func rest(_ duration: Duration) {
    let deadline = Deadline(duration, common: end)
    while let milliseconds = deadline.millisecondsToWait { _ = poll(nil, 0, milliseconds) }
  }
}

// Sending.
extension HintChannel {
  /// The commit waits for no disk and no standby: a hint may be lost.
  private static let statement =
    "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)"

  private func text(of word: String) -> String { "\(sender) \(word)" }

  /// See `StoreHints`.
  func send(_ hint: StoreHint) {
    let begins = state.withLock { state in
      guard state.isHearing, !state.unsent.contains(hint) else { return false }
      state.unsent.append(hint)
      defer { state.isSending = true }
      return !state.isSending
    }
    if begins { Task { await sendAll() } }
  }

  private func sendAll() async {
    while case let hints = takeUnsent(), !hints.isEmpty {
      let texts = hints.map { text(of: $0.rawValue) }
      try? await pool.run(isRepeatable: true, within: Self.quick) { session in
        for text in texts {
          _ = try session.run(Self.statement, [.text(Self.name), .text(text)])
        }
      }
      try? await Task.sleep(for: Self.pause)
    }
  }

  /// What is to be sent now; where there is nothing, the sending ends.
  private func takeUnsent() -> [StoreHint] {
    state.withLock { state in
      if isClosed { state.unsent = [] }
      if state.unsent.isEmpty { state.isSending = false }
      defer { state.unsent = [] }
      return state.unsent
    }
  }
}
