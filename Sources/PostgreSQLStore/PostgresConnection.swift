import CLibPQ
import Glibc

/// One connection to a server, for one thread at a time; no wait is longer than its deadline.
///
/// Non-blocking libpq, which waits in `poll` alone. After an error that `PostgresError.endsConnection`
/// names it is of no use: what a statement under way came to is then not known.
///
/// Unchecked: the pool that owns it hands it to one thread at a time.
package final class PostgresConnection: @unchecked Sendable {
  private let connection: OpaquePointer
  /// Set when the server warns that a commit has not waited for its standbys.
  private let warned = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

  /// Connects; `parameters` as libpq names them (PostgreSQL's manual, 34.1.2), each over those before
  /// it. The deadline does not hold for looking names up, which the system does.
  init(_ parameters: [(String, String)], by deadline: Deadline) throws(PostgresError) {
    let opened = Self.withTexts(parameters) { names, values in
      PQconnectStartParams(names, values, 1)
    }
    guard let opened else {
      throw PostgresError(state: nil, message: "no memory for a connection")
    }
    connection = opened
    warned.initialize(to: 0)
    clibpq_take_notices(connection, warned)
    // Where it throws, `deinit` closes what was opened.
    try connect(deadline)
  }

  /// Connects; for tests.
  package convenience init(
    _ parameters: [(String, String)], within limit: Duration
  ) throws(PostgresError) {
    try self.init(parameters, by: Deadline(limit))
  }

  deinit {
    PQfinish(connection)
    warned.deallocate()
  }

  private static func withTexts<Value>(
    _ texts: [(String, String)],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Value
  ) -> Value {
    let names = texts.map { strdup($0.0) }
    let values = texts.map { strdup($0.1) }
    defer { for text in names + values { free(text) } }
    let nameList = names.map { UnsafePointer($0) } + [nil]
    let valueList = values.map { UnsafePointer($0) } + [nil]
    return nameList.withUnsafeBufferPointer { names in
      valueList.withUnsafeBufferPointer { values in
        guard let names = names.baseAddress, let values = values.baseAddress else {
          preconditionFailure("a list with an end is not empty")
        }
        return body(names, values)
      }
    }
  }

  private func connect(_ deadline: Deadline) throws(PostgresError) {
    var state = PGRES_POLLING_WRITING
    while true {
      switch state {
      case PGRES_POLLING_OK:
        guard PQsetnonblocking(connection, 1) == 0 else { throw failure() }
        return
      case PGRES_POLLING_READING: try wait(for: POLLIN, deadline)
      case PGRES_POLLING_WRITING: try wait(for: POLLOUT, deadline)
      default: throw failure()
      }
      state = PQconnectPoll(connection)
    }
  }

  /// Runs one statement; for tests.
  package func run(
    _ sql: String, _ values: [PostgresValue] = [], within limit: Duration
  ) throws(PostgresError) -> PostgresRows {
    try run(sql, values, by: Deadline(limit))
  }

  /// Runs a text of several statements; for tests.
  package func runScript(_ sql: String, within limit: Duration) throws(PostgresError) {
    try runScript(sql, by: Deadline(limit))
  }

  /// Runs one statement, which has no name. Throws what the server says, or that the deadline has passed.
  func run(
    _ sql: String, _ values: [PostgresValue], by deadline: Deadline
  ) throws(PostgresError) -> PostgresRows {
    try check(values)
    guard send(sql, values) else { throw failure() }
    try flush(deadline)
    var last: OpaquePointer?
    while let next = try result(deadline) {
      if let last { PQclear(last) }
      last = next
      // Several errors tell the same; the first is enough, and the rest has to be read.
    }
    guard let last else { throw failure() }
    if warned.pointee != 0 {
      PQclear(last)
      throw Self.unreplicated
    }
    switch PQresultStatus(last) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK: return PostgresRows(last)
    default:
      defer { PQclear(last) }
      throw error(of: last)
    }
  }

  /// Runs one statement in a transaction of its own, at which the server gives up before the deadline:
  /// where it only heard of the end of the connection, a statement that waits for a lock would stay, and
  /// what nobody waits for any more be done minutes later.
  ///
  /// Both go in one pipeline, which is one transaction and one turn (PostgreSQL's manual, 34.5.1), and the
  /// time is that transaction's: nothing stays with a connection that a pooler gives to others.
  func runBounded(
    _ sql: String, _ values: [PostgresValue], by deadline: Deadline
  ) throws(PostgresError) -> PostgresRows {
    try check(values)
    guard PQenterPipelineMode(connection) == 1,
      send(
        "SELECT set_config('statement_timeout', $1, true)",
        [.text("\(deadline.millisecondsForServer)")]),
      send(sql, values), PQpipelineSync(connection) == 1
    else { throw failure() }
    try flush(deadline)
    var last: OpaquePointer?
    do throws(PostgresError) {
      try readPipeline(into: &last, deadline)
    } catch {
      if let last { PQclear(last) }
      throw error
    }
    guard let last else { throw failure() }
    return PostgresRows(last)
  }

  /// Reads to the end of a pipeline; the last answer remains. Throws the first error.
  private func readPipeline(
    into last: inout OpaquePointer?, _ deadline: Deadline
  ) throws(PostgresError) {
    var refusal: PostgresError?
    // An answer to each statement and to each an end; where the connection breaks there may be more.
    for _ in 0..<8 {
      guard let next = try result(deadline) else { continue }
      switch PQresultStatus(next) {
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
        if let last { PQclear(last) }
        last = next
        continue
      case PGRES_PIPELINE_SYNC:
        PQclear(next)
        guard PQexitPipelineMode(connection) == 1 else { throw refusal ?? failure() }
        if let refusal { throw refusal }
        if warned.pointee != 0 { throw Self.unreplicated }
        return
      case PGRES_PIPELINE_ABORTED: break
      default: if refusal == nil { refusal = error(of: next) }
      }
      PQclear(next)
      if PQstatus(connection) == CONNECTION_BAD { break }
    }
    throw refusal ?? failure()
  }

  private func check(_ values: [PostgresValue]) throws(PostgresError) {
    guard values.allSatisfy(\.isSendable) else {
      throw PostgresError(state: "22021", message: "a text has a zero byte")
    }
    guard values.allSatisfy(\.fits) else {
      throw PostgresError(state: "54000", message: "a value is larger than the database can keep")
    }
    warned.pointee = 0
  }

  /// Runs a text of several statements, in one transaction unless they say otherwise.
  func runScript(_ sql: String, by deadline: Deadline) throws(PostgresError) {
    warned.pointee = 0
    guard PQsendQuery(connection, sql) == 1 else { throw failure() }
    try flush(deadline)
    var refusal: PostgresError?
    while let next = try result(deadline) {
      if PQresultStatus(next) == PGRES_FATAL_ERROR, refusal == nil { refusal = error(of: next) }
      PQclear(next)
    }
    if let refusal { throw refusal }
    if warned.pointee != 0 { throw Self.unreplicated }
  }

  /// Somebody cancelled a commit's wait: it is there, and may be gone after a fail-over.
  private static let unreplicated = PostgresError(
    state: nil, message: "the database committed without its standby")

  private func send(_ sql: String, _ values: [PostgresValue]) -> Bool {
    let wire = values.map(\.wire)
    let pointers = wire.map { bytes -> UnsafeMutablePointer<CChar>? in
      guard let bytes else { return nil }
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: max(1, bytes.count))
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(start: copy, count: bytes.count).copyMemory(from: source)
      }
      return copy
    }
    defer { for pointer in pointers { pointer?.deallocate() } }
    return PQsendQueryParams(
      connection, sql, Int32(values.count), nil, pointers.map { UnsafePointer($0) },
      wire.map { Int32($0?.count ?? 0) }, values.map { $0.isBinary ? 1 : 0 }, 1) == 1
  }

  private func flush(_ deadline: Deadline) throws(PostgresError) {
    while true {
      switch PQflush(connection) {
      case 0: return
      case 1:
        // What the server says meanwhile has to be read, or neither side goes on.
        let events = try wait(for: POLLIN | POLLOUT, deadline)
        if events & Int16(POLLIN) != 0, PQconsumeInput(connection) == 0 { throw failure() }
      default: throw failure()
      }
    }
  }

  private func result(_ deadline: Deadline) throws(PostgresError) -> OpaquePointer? {
    while PQisBusy(connection) == 1 {
      try wait(for: POLLIN, deadline)
      guard PQconsumeInput(connection) == 1 else { throw failure() }
    }
    return PQgetResult(connection)
  }

  /// The texts of notifications, as soon as there are some; none where none came before the deadline.
  func notifications(by deadline: Deadline) throws(PostgresError) -> [String] {
    while true {
      guard PQconsumeInput(connection) == 1 else { throw failure() }
      var texts: [String] = []
      while let notification = PQnotifies(connection) {
        texts.append(String(cString: notification.pointee.extra))
        PQfreemem(notification)
      }
      if !texts.isEmpty { return texts }
      guard try waitInTime(for: POLLIN, deadline) != nil else { return [] }
    }
  }

  @discardableResult
  private func wait(for events: Int32, _ deadline: Deadline) throws(PostgresError) -> Int16 {
    guard let events = try waitInTime(for: events, deadline) else {
      throw PostgresError(state: nil, message: "the database did not answer in time")
    }
    return events
  }

  /// What has come of the events, or nil where the deadline came first.
  private func waitInTime(for events: Int32, _ deadline: Deadline) throws(PostgresError) -> Int16? {
    while true {
      // Each try of another host has a descriptor of its own.
      var entry = pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
      guard entry.fd >= 0 else { throw failure() }
      guard let milliseconds = deadline.millisecondsToWait else { return nil }
      let count = poll(&entry, 1, milliseconds)
      if count > 0 { return entry.revents }
      if count < 0, errno != EINTR { throw failure() }
    }
  }

  private func failure() -> PostgresError {
    let text = String(cString: PQerrorMessage(connection))
    return PostgresError(state: nil, message: Self.line(text, or: "the connection has ended"))
  }

  private func error(of result: OpaquePointer) -> PostgresError {
    PostgresError(
      state: clibpq_state(result).map { String(cString: $0) },
      message: Self.line(String(cString: PQresultErrorMessage(result)), or: "an error"),
      subject: clibpq_detail(result).map { String(cString: $0) })
  }

  /// What libpq says, on one line.
  private static func line(_ text: String, or other: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.isEmpty ? other : line
  }

  /// Whether the server is in no transaction, as it is between two calls.
  var isIdle: Bool { PQtransactionStatus(connection) == PQTRANS_IDLE }

  /// Whether the server has said nothing since the last call: where it has, it has closed the connection,
  /// or its settings have changed, and a new one is the better.
  var isQuiet: Bool {
    var entry = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
    return entry.fd >= 0 && poll(&entry, 1, 0) == 0
  }
}
