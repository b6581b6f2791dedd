import HTTPCodec

extension Connection {
  /// Contents up to this size are copied behind their head; larger ones are sent from where they
  /// are.
  private static let copiedBytes = 16 << 10

  /// Adds a response to what is to be sent.
  func write(
    _ response: HTTPResponse, to method: HTTPMethod?,
    persistence: HTTPResponseSerializer.Persistence, isChunked: Bool = true
  ) {
    HTTPResponseSerializer.appendHead(
      of: response, persistence: persistence, date: io.date(), isChunked: isChunked,
      to: &io.output)
    if HTTPResponseSerializer.sendsContent(of: response, to: method) {
      if response.body.count <= Connection.copiedBytes {
        io.output.append(contentsOf: response.body)
      } else {
        flushOrEnd(followedBy: response.body)
      }
    }
    if io.output.count > io.settings.maxUnsentBytes { flushOrEnd() }
    if phase == .reading, !outbox.isEmpty { phase = .sending }
  }

  /// Sends what was gathered, then `body`; what the socket does not take waits in the outbox. False
  /// where the connection is broken.
  func flush(followedBy body: [UInt8] = []) -> Bool {
    defer { io.output.removeAll(keepingCapacity: io.output.capacity <= 512 << 10) }
    guard outbox.isEmpty else {
      // The copies keep the queue's buffer its own.
      outbox.append(Array(io.output[...]))
      outbox.append(body)
      return true
    }
    guard let headSent = sendNow(io.output, more: !body.isEmpty) else { return false }
    guard headSent == io.output.count else {
      outbox.append(Array(io.output[headSent...]))
      outbox.append(body)
      setWriting(true)
      return true
    }
    guard let bodySent = sendNow(body, more: false) else { return false }
    if bodySent < body.count {
      outbox.append(body, from: bodySent)
      setWriting(true)
    }
    return true
  }

  private func flushOrEnd(followedBy body: [UInt8] = []) {
    if !flush(followedBy: body) { end() }
  }

  /// How many of `bytes` the socket took, or nil where the connection is broken.
  private func sendNow(_ bytes: [UInt8], more: Bool) -> Int? {
    var sent = 0
    while sent < bytes.count {
      let outcome = bytes.withUnsafeBytes {
        SocketCalls.send(descriptor, UnsafeRawBufferPointer(rebasing: $0[sent...]), more: more)
      }
      switch outcome {
      case .bytes(let count): sent += count
      case .wouldBlock: return sent
      case .failed: return nil
      }
    }
    return sent
  }
}

// MARK: - Waiting for the socket

extension Connection {
  /// Sends on what waits; called when the socket takes octets again.
  func writable() {
    let (outcome, progressed) = outbox.send(to: descriptor)
    switch outcome {
    case .failed: end()
    case .wouldBlock:
      if progressed, phase == .sending || phase == .streaming {
        deadline.set(.write, at: io.now + io.settings.writeDeadline)
      }
    case .bytes:
      setWriting(false)
      settle()
    }
  }
}
