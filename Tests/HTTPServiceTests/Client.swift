import Foundation

/// A blocking HTTP client on one socket, for tests; no call waits longer than ten seconds.
final class Client {
  struct Failure: Error { let text: String }

  struct Response: Equatable {
    var status: Int
    var fields: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  let descriptor: Int32
  private var received: [UInt8] = []

  /// A socket that is not connected yet.
  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(text: "socket: errno \(errno)") }
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  convenience init(port: UInt16) throws {
    try self.init()
    try connect(port: port)
  }

  deinit { close(descriptor) }

  func connect(port: UInt16) throws {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure(text: "connect: errno \(errno)") }
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.send(
          descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure(text: "send: errno \(errno)") }
      sent += count
    }
  }

  func get(_ target: String, _ lines: String...) throws -> Response {
    try send(Client.request("GET", target, lines))
    return try response()
  }

  static func request(_ method: String, _ target: String, _ lines: [String] = []) -> String {
    (["\(method) \(target) HTTP/1.1", "Host: localhost"] + lines + ["", ""])
      .joined(separator: "\r\n")
  }

  /// Closes the connection, before this object goes.
  func hangUp() {
    // A descriptor of something else takes the number, which the object closes at its end.
    let other = open("/dev/null", O_RDONLY | O_CLOEXEC)
    dup2(other, descriptor)
    close(other)
  }

  func closeSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// The next response; without content where the request was HEAD.
  func response(toHead: Bool = false) throws -> Response {
    let end = Array("\r\n\r\n".utf8)
    while received.firstRange(of: end) == nil { try receive() }
    guard let range = received.firstRange(of: end) else { throw Failure(text: "no head") }
    let lines = String(decoding: received[..<range.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    received.removeSubrange(..<range.upperBound)
    let words = lines[0].split(separator: " ")
    guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
      throw Failure(text: "a bad status line: \(lines[0])")
    }
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard parts.count == 2, fields.updateValue(parts[1], forKey: parts[0].lowercased()) == nil
      else { throw Failure(text: "a bad or repeated field: \(line)") }
    }
    let length = toHead ? 0 : Int(fields["content-length"] ?? "0") ?? 0
    while received.count < length { try receive() }
    defer { received.removeFirst(length) }
    return Response(status: status, fields: fields, body: Array(received[..<length]))
  }

  /// The chunked content that follows a head, its framing taken off.
  func chunkedContent() throws -> String {
    var content: [UInt8] = []
    while true {
      let line = try take(until: "\r\n")
      guard let size = Int(String(decoding: line, as: UTF8.self), radix: 16) else {
        throw Failure(text: "no chunk size: \(line)")
      }
      while received.count < size + 2 { try receive() }
      content += received[..<size]
      guard Array(received[size..<size + 2]) == [13, 10] else {
        throw Failure(text: "no CRLF after a chunk")
      }
      received.removeFirst(size + 2)
      if size == 0 { return String(decoding: content, as: UTF8.self) }
    }
  }

  /// What comes until the server closes.
  func contentUntilEnd() throws -> String {
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      guard count >= 0 else { throw Failure(text: "recv: errno \(errno)") }
      if count == 0 { break }
      received.append(contentsOf: piece[..<count])
    }
    defer { received = [] }
    return String(decoding: received, as: UTF8.self)
  }

  private func take(until end: String) throws -> [UInt8] {
    let end = Array(end.utf8)
    while received.firstRange(of: end) == nil { try receive() }
    guard let range = received.firstRange(of: end) else { throw Failure(text: "no end") }
    defer { received.removeSubrange(..<range.upperBound) }
    return Array(received[..<range.lowerBound])
  }

  /// Whether the server ends the connection in order, having sent nothing more.
  func isAtEnd() throws -> Bool {
    guard received.isEmpty else { return false }
    var octet: UInt8 = 0
    let count = recv(descriptor, &octet, 1, 0)
    guard count >= 0 else { throw Failure(text: "recv: errno \(errno)") }
    if count == 1 { received = [octet] }
    return count == 0
  }

  /// Whether the server ends the connection, in order or by a reset.
  func isClosed() throws -> Bool {
    var octet: UInt8 = 0
    let count = recv(descriptor, &octet, 1, 0)
    return count == 0 || (count < 0 && errno == ECONNRESET)
  }

  private func receive() throws {
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &piece, piece.count, 0)
    guard count > 0 else { throw Failure(text: "recv: \(count), errno \(errno)") }
    received.append(contentsOf: piece[..<count])
  }
}

/// Runs blocking code on a thread of its own, so that it does not hold one of Swift's few, but
/// within the caller's task, so that failures are this test's.
func blocking<Result: Sendable>(
  _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withTaskExecutorPreference(ThreadExecutor()) { try body() }
}

/// Runs every job on a new thread.
private final class ThreadExecutor: TaskExecutor {
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    Thread { job.runSynchronously(on: executor) }.start()
  }
}
