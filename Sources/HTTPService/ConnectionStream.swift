import Dispatch
import HTTPCodec

/// A content on its way, made by a task. Touched on its connection's queue alone.
struct StreamInProgress {
  let task: Task<Void, Never>
  /// How the end of the content is told.
  let framing: StreamFraming
  /// Octets of content so far.
  private(set) var sent = 0
  /// The write that waits for the socket to take its octets.
  private var writer: CheckedContinuation<Bool, Never>?

  init(task: Task<Void, Never>, framing: StreamFraming) {
    self.task = task
    self.framing = framing
  }

  /// Counts a piece; false where the content would be longer than was announced.
  mutating func count(_ bytes: Int) -> Bool {
    sent += bytes
    guard case .length(let length) = framing else { return true }
    return sent <= length
  }

  /// Whether the content, which has ended, is as long as was announced.
  var isWhole: Bool {
    guard case .length(let length) = framing else { return true }
    return sent == length
  }

  /// Keeps the write at hand until its octets are taken.
  mutating func suspend(_ continuation: CheckedContinuation<Bool, Never>) {
    writer = continuation
  }

  /// Lets the write at hand, if there is one, return or throw.
  mutating func resumeWriter(isOpen: Bool) {
    writer?.resume(returning: isOpen)
    writer = nil
  }
}

/// How the client is told where a streamed content ends (RFC 9112, section 6.3).
enum StreamFraming: Equatable {
  /// By its length, announced in the head.
  case length(Int)
  /// By the last chunk.
  case chunks
  /// By the end of the connection, for clients of HTTP/1.0, which has no chunks.
  case close
}

/// Brings the pieces of a streamed content to their connection, one at a time.
struct ConnectionWriter: HTTPBodyWriter {
  let connection: Connection

  func write(_ bytes: [UInt8]) async throws(HTTPStreamClosed) {
    guard !bytes.isEmpty else { return }
    let isOpen = await withCheckedContinuation { continuation in
      connection.io.queue.async { connection.send(bytes, then: continuation) }
    }
    guard isOpen else { throw HTTPStreamClosed() }
  }
}

extension Connection {
  /// Sends one piece of a streamed content; `continuation` resumes with whether the connection is
  /// still open, once the socket has taken the piece.
  fileprivate func send(_ bytes: [UInt8], then continuation: CheckedContinuation<Bool, Never>) {
    guard phase == .streaming, let framing = streaming?.framing else {
      return continuation.resume(returning: false)
    }
    io.beginEvent()
    streaming?.suspend(continuation)
    guard streaming?.count(bytes.count) == true else { return abort() }
    if framing == .chunks {
      HTTPResponseSerializer.appendChunk(bytes, to: &io.output)
    } else {
      io.output.append(contentsOf: bytes)
    }
    settle()
  }
}
