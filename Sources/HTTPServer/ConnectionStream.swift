import Dispatch
import HTTPCodec

/// A content on its way, made by a task. Touched on its connection's queue alone.
struct StreamInProgress {
  let task: Task<Void, Never>
  /// Whether each piece is framed as a chunk; else the content ends with the connection.
  let isChunked: Bool
  /// The write that waits for the socket to take its octets.
  private var writer: CheckedContinuation<Bool, Never>?

  init(task: Task<Void, Never>, isChunked: Bool) {
    self.task = task
    self.isChunked = isChunked
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
    guard phase == .streaming, let isChunked = streaming?.isChunked else {
      return continuation.resume(returning: false)
    }
    io.beginEvent()
    streaming?.suspend(continuation)
    if isChunked {
      HTTPResponseSerializer.appendChunk(bytes, to: &io.output)
    } else {
      io.output.append(contentsOf: bytes)
    }
    settle()
  }
}
