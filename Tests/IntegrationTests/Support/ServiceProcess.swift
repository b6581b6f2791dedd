import Foundation
import Synchronization

/// The built `symbreak` as a process of its own: what it wrote, and how it ended.
///
/// A thread reads its output to the end and then waits for the process, with plain system calls:
/// Foundation's `Process` and the handlers of `FileHandle` rest on Dispatch sources, whose reuse of
/// descriptors is unsound on Linux.
final class ServiceProcess: Sendable {
  /// How a process ended.
  enum Ending: Sendable, Equatable {
    case exit(Int32)
    case signal(Int32)
  }

  private struct State {
    var output = ""
    var ending: Ending?
    /// Each looks at every new state and returns whether its wait is over.
    var waiters: [@Sendable (State) -> Bool] = []
  }

  /// The process id, to be signalled by.
  let id: Int32
  private let log: URL
  private let state = Mutex(State())

  /// Starts the program with `environment` beside this process's own variables, of which its
  /// `SYMBREAK_…` are not handed on; standard error goes to the file `log`.
  init(arguments: [String], environment: [String: String], log: URL) throws {
    self.log = log
    let program = try Self.program().path
    let output = try Self.pipe()
    defer { close(output.write) }
    id = try Self.spawn(
      program, [program] + arguments, Self.variables(environment), output: output.write,
      errors: log.path)
    Thread { [self] in follow(output.read) }.start()
  }

  /// What it wrote to standard output so far.
  var output: String { state.withLock { $0.output } }

  /// What it wrote to standard error so far.
  var errors: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

  /// How it ended; nil while it runs.
  var ending: Ending? { state.withLock { $0.ending } }

  /// Sends a signal, unless the process has ended.
  func signal(_ number: Int32) {
    // Under the lock that `follow` takes before the id can be another process's.
    state.withLock { state in
      if state.ending == nil { _ = kill(id, number) }
    }
  }

  /// The line of standard output that begins with `prefix`, without it.
  ///
  /// Throws where the process ends, or the time, before the line.
  func line(after prefix: String, within limit: Duration) async throws -> String {
    let line = try await wait(for: "the line \"\(prefix)…\"", within: limit) { state in
      let complete = state.output.split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast()
      if let line = complete.first(where: { $0.hasPrefix(prefix) }) {
        return String(line.dropFirst(prefix.count))
      }
      return state.ending == nil ? nil : ""
    }
    guard !line.isEmpty else {
      throw Failure("symbreak ended before it was ready: \(ending as Any)\n\(errors)")
    }
    return line
  }

  /// How the process ends. Throws where it does not within the time.
  func end(within limit: Duration) async throws -> Ending {
    try await wait(for: "the end of the process", within: limit) { $0.ending }
  }

  private func wait<Value: Sendable>(
    for what: String, within limit: Duration, _ find: @escaping @Sendable (State) -> Value?
  ) async throws -> Value {
    let found: Value? = await withCheckedContinuation { continuation in
      let resume = ResumeOnce(continuation)
      let isOver: @Sendable (State) -> Bool = { state in
        guard let value = find(state) else { return false }
        resume(value)
        return true
      }
      state.withLock { state in
        if !isOver(state) { state.waiters.append(isOver) }
      }
      DispatchQueue.global().asyncAfter(deadline: .now() + limit / .seconds(1)) { resume(nil) }
    }
    guard let found else { throw Failure("\(what) did not come within \(limit)\n\(errors)") }
    return found
  }

  /// Reads the output to its end, which is that of the process, and then how that ended.
  private func follow(_ descriptor: Int32) {
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      change { $0.output += String(decoding: piece[..<count], as: UTF8.self) }
    }
    close(descriptor)
    change { state in state.ending = Self.ending(of: id) }
  }

  /// How the process of this id ends, waiting for it; it may be asked once.
  static func ending(of id: Int32) -> Ending {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
  }

  /// This process's own variables without its `SYMBREAK_…`, and these.
  static func variables(_ environment: [String: String]) -> [String] {
    ProcessInfo.processInfo.environment
      .filter { !$0.key.hasPrefix("SYMBREAK_") }
      .merging(environment) { $1 }
      .map { "\($0.key)=\($0.value)" }
  }

  private func change(_ body: (inout State) -> Void) {
    state.withLock { state in
      body(&state)
      let now = state
      state.waiters.removeAll { $0(now) }
    }
  }

  /// The program, next to the tests' own executable among the built products.
  static func program() throws -> URL {
    guard let tests = Bundle.main.executableURL else { throw Failure("no executable of the tests") }
    let program = tests.deletingLastPathComponent().appending(path: "symbreak")
    guard access(program.path, X_OK) == 0 else {
      throw Failure(
        "There is no program \(program.path). Build the product symbreak in the configuration of"
          + " the tests first.")
    }
    return program
  }
}
