import Foundation

/// A TCP connection for requests that no proper client sends. Blocking; no call waits longer than
/// 30 seconds.
final class RawConnection {
  /// A response as it came.
  struct Response {
    var status: Int
    /// By lower-case name.
    var headers: [String: String]
    var body: [UInt8]
  }

  private let descriptor: Int32
  private var received: [UInt8] = []

  /// Connects to a port of the loopback interface.
  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure("socket: errno \(errno)") }
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Failure("connect: errno \(errno)") }
  }

  deinit { close(descriptor) }

  /// Sends all of a text.
  func send(_ text: String) throws { try send(Array(text.utf8)) }

  /// Says that nothing more will be sent.
  func closeSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Sends all of `bytes`.
  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure("send: errno \(errno)") }
      sent += count
    }
  }

  /// The next response with its content, which must have a `Content-Length`.
  func response() throws -> Response {
    var response = try headResponse()
    let isEmpty = response.status < 200 || response.status == 204 || response.status == 304
    guard isEmpty || response.headers["content-length"] != nil else {
      throw Failure("a response of unknown length")
    }
    let length = response.headers["content-length"].flatMap { Int($0) } ?? 0
    while received.count < length { try receive() }
    response.body = Array(received[..<length])
    received.removeFirst(length)
    return response
  }

  /// The next response that is not 100 (Continue): a client that has closed its sending side may get
  /// those first.
  func finalResponse(toHead: Bool = false) throws -> Response {
    while true {
      let response = try toHead ? headResponse() : response()
      if response.status != 100 { return response }
    }
  }

  /// The next response to a HEAD request, which has no content.
  func headResponse() throws -> Response {
    let end = Array("\r\n\r\n".utf8)
    while received.firstRange(of: end) == nil { try receive() }
    guard let blank = received.firstRange(of: end) else { throw Failure("no head") }
    let lines = String(decoding: received[..<blank.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    received.removeSubrange(..<blank.upperBound)
    let words = lines[0].split(separator: " ")
    guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
      throw Failure("not a status line: \(lines[0])")
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { throw Failure("not a field: \(line)") }
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    return Response(status: status, headers: headers, body: [])
  }

  /// All that comes until the server closes, as text.
  func untilClosed() throws -> String {
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      guard count >= 0 else { throw Failure("recv: errno \(errno)") }
      if count == 0 { break }
      received += piece[..<count]
    }
    defer { received = [] }
    return String(decoding: received, as: UTF8.self)
  }

  /// Whether the server ends the connection in order, having sent nothing more.
  func isClosedByServer() throws -> Bool {
    guard received.isEmpty else { return false }
    var octet: UInt8 = 0
    let count = recv(descriptor, &octet, 1, 0)
    guard count >= 0 else { throw Failure("recv: errno \(errno)") }
    if count == 1 { received = [octet] }
    return count == 0
  }

  private func receive() throws {
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &piece, piece.count, 0)
    guard count > 0 else {
      throw Failure(count == 0 ? "the server closed the connection" : "recv: errno \(errno)")
    }
    received += piece[..<count]
  }
}
