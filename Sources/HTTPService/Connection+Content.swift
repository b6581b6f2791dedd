import Dispatch
import HTTPCodec

// MARK: - What is held of requests

extension Connection {
  /// Octets that every connection may hold uncounted: nearly all requests are smaller, and whatever
  /// others hold, a question about the service's health gets through.
  private static let freeBytes = 2 << 10

  /// Counts what the connection holds now; false where that is more than all may hold together.
  func charge() -> Bool {
    let held = max(0, parser.heldBytes + answeredBytes - Connection.freeBytes)
    let growth = held - charged
    if growth > 0, !io.memory.take(growth) { return false }
    if growth < 0 { io.memory.giveBack(-growth) }
    charged = held
    return true
  }

  func refuseForBytes() {
    refuse(
      HTTPFault(
        .tooManyBufferedBytes, "Retry later: others' requests take all the room there is for them.")
    )
  }

  /// Prepares for a content; false where there is no room for as much as its head announces, and the
  /// client is told.
  func beginContent(isStored: Bool) -> Bool {
    guard (isStored ? io.files : io.memory).hasRoom(for: parser.announcedBytes) else {
      refuseForBytes()
      return false
    }
    if isStored {
      content = StoredContent(in: io.settings.contentFolder, budget: io.files)
      parser.handsContentOn = true
    }
    return true
  }

  /// Has `bytes` written to the file of the content; nothing is read meanwhile.
  func store(_ bytes: [UInt8]) {
    guard let content else { return }
    guard content.reserve(bytes.count) else { return refuseForBytes() }
    phase = .storing
    io.storing.async { [self] in
      let failure: StoredContent.Failure?
      do throws(StoredContent.Failure) {
        try content.append(bytes)
        failure = nil
      } catch {
        failure = error
      }
      io.queue.async { [self] in stored(failure) }
    }
  }

  private func stored(_ failure: StoredContent.Failure?) {
    guard phase == .storing else { return }
    io.beginEvent()
    phase = .reading
    guard let failure else { return process() }
    io.events(.contentNotStored(cause: failure.description, remoteAddress: address))
    refuse(HTTPFault(.contentNotKept, "Retry later: the service cannot keep the content now."))
    settle()
  }
}

// MARK: - Whether the client is there

extension Connection {
  /// Nearly all answers are made sooner, and their clients are asked nothing.
  private static let firstProbe: UInt64 = 100_000_000
  private static let probeInterval: UInt64 = 5_000_000_000

  /// To be called when the client has closed its sending side while an answer is made.
  func probeLater() {
    guard phase == .answering else { return }
    deadline.set(.probe, at: io.now + Connection.firstProbe)
  }

  /// Finds out, again and again, whether a client that has closed its sending side still waits for
  /// its answer: see `HTTPAnswer.pending`.
  func probe() {
    guard phase == .answering, peerClosed, let exchange = pending?.exchange, !exchange.isHTTP10
    else { return }
    deadline.set(.probe, at: io.now + Connection.probeInterval)
    guard outbox.isEmpty else { return }
    io.output.append(contentsOf: HTTPResponseSerializer.continueOctets)
    if !flush() { end() }
  }
}

// MARK: - In favour of others

extension Connection {
  /// How much this connection is the one to end where there are too many: the longer it has waited
  /// for its client, those between requests before those in the middle of a head; nil where it does
  /// not wait.
  var dispensability: UInt64? {
    switch deadline.kind {
    case .idle: 1 << 63 + (io.now - waitingSince)
    case .head: io.now - waitingSince
    default: nil
    }
  }

  /// Ends the connection, after a last look for a request that has come.
  func giveWay() {
    if deadline.kind == .idle { drain() } else { end() }
  }
}
