import Dispatch
import Glibc
import HTTPCodec

/// One client's connection: reads requests, has them answered in order, sends the answers.
///
/// Unchecked `Sendable`: every `var` is touched on `io.queue` alone, which is serial; tasks and
/// Dispatch handlers only carry the reference there.
final class Connection: @unchecked Sendable {
  /// What the connection is doing. Each phase says how it is left.
  enum Phase {
    /// Waits for requests: by a pending answer to `answering`, by a full socket to `sending`, by an
    /// answer that ends the connection to `lingering` or `closed`.
    case reading
    /// Waits for a task's response; `deliver` returns to `reading`.
    case answering
    /// Waits for a piece of a content to be kept in its file; `stored` returns to `reading`.
    case storing
    /// Sends a content that a task makes; `finishStream` returns to `reading`, or on to the end.
    case streaming
    /// Waits for the socket to take the rest of an answer; then back to `reading`, or on to the
    /// end.
    case sending
    /// Has closed its sending side; drops what comes until the client closes too, or the deadline.
    case lingering
    /// Has closed its descriptor. Final.
    case closed
  }

  /// How the connection ends once everything is sent.
  enum Ending {
    /// At once: the client sends nothing more.
    case direct
    /// After the client had time to read the answer.
    case lingering
  }

  /// What the response to the request at hand depends on.
  struct Exchange {
    var method: HTTPMethod?
    var keepsAlive: Bool
    var isHTTP10: Bool
  }

  let io: IOQueue
  let descriptor: Int32
  /// The client's address.
  let address: String
  /// What events of the descriptor carry.
  let token: UInt64
  var phase = Phase.reading
  var ending: Ending?
  var outbox = OutputQueue()
  var deadline = Deadline()

  private let gate: ConnectionGate
  /// What is asked of the poller.
  private var interest: Poller.Readiness = []
  var parser: HTTPRequestParser
  /// Whether the client has closed its sending side.
  private(set) var peerClosed = false
  private(set) var pending: (task: Task<Void, Never>, exchange: Exchange)?
  /// The content that is being streamed.
  var streaming: StreamInProgress?
  /// Where the content of the request at hand is kept, if not in memory.
  var content: StoredContent?
  /// What the handler made of the head of the request at hand.
  private var admission: (any Sendable)?
  /// Octets of the content of the request that is being answered.
  private(set) var answeredBytes = 0
  /// What of the octets held is counted in `io.memory`.
  var charged = 0
  /// When the wait for the client began, where the connection waits for it.
  private(set) var waitingSince: UInt64 = 0

  init(descriptor: Int32, address: String, gate: ConnectionGate, token: UInt64, io: IOQueue) {
    self.descriptor = descriptor
    self.address = address
    self.gate = gate
    self.token = token
    self.io = io
    parser = HTTPRequestParser(limits: io.settings.limits)
  }

  /// Begins to read, or only to refuse.
  func open(isRefused: Bool) {
    let failure = io.poller.add(descriptor, interest, token: token)
    guard failure == 0 else {
      io.events(.acceptFailed(errno: failure))
      return end()
    }
    if isRefused {
      refuse(
        HTTPFault(.tooManyConnections, "Close connections that are not needed, or retry later."))
      settle()
    } else {
      waitingSince = io.now
      deadline.set(.idle, at: io.now + min(io.settings.headerDeadline, io.settings.idleDeadline))
      setReading(true)
    }
  }

  // MARK: Reading

  /// Does what the state of the socket allows.
  func handle(_ readiness: Poller.Readiness) {
    // Where it reads, reading tells what is wrong, after what had come before.
    let isBroken = !readiness.isDisjoint(with: .broken)
    if isBroken, !isReading { return end() }
    if readiness.contains(.writable) { writable() }
    if isReading, isBroken || readiness.contains(.readable) { readable() }
  }

  private func readable() {
    switch phase {
    case .reading: read()
    case .answering, .streaming: readWhileAnswering()
    case .lingering: drop()
    case .storing, .sending, .closed: break
    }
  }

  private func read() {
    switch SocketCalls.receive(descriptor, into: io.readSpace) {
    case .bytes(0):
      peerClosed = true
      setReading(false)
      process()
    case .bytes(let count):
      parser.append(UnsafeRawBufferPointer(rebasing: io.readSpace[..<count]))
      if charge() { return process() }
      refuseForBytes()
      settle()
    case .wouldBlock: break
    case .failed: end()
    }
  }

  /// Takes one piece, to notice a client that hangs up; a client that pipelines waits from then on.
  private func readWhileAnswering() {
    setReading(false)
    switch SocketCalls.receive(descriptor, into: io.readSpace) {
    case .bytes(0):
      peerClosed = true
      probeLater()
    case .bytes(let count):
      parser.append(UnsafeRawBufferPointer(rebasing: io.readSpace[..<count]))
      // Too many, and nobody to be told now: an answer is under way.
      if !charge() { abort() }
    case .wouldBlock: setReading(true)
    case .failed: end()
    }
  }

  private func drop() {
    switch SocketCalls.receive(descriptor, into: io.readSpace) {
    case .bytes(0), .failed: end()
    case .bytes, .wouldBlock: break
    }
  }

  // MARK: Answering

  /// Handles what the parser holds, in order, as far as answers are at hand and the socket takes
  /// them.
  func process() {
    requests: while phase == .reading, ending == nil {
      let event: HTTPParserEvent
      do throws(HTTPFault) {
        event = try parser.next()
      } catch {
        refuse(error)
        break
      }
      switch event {
      case .needsMoreBytes:
        if peerClosed, let fault = parser.faultAtEnd {
          refuse(fault)
        } else if peerClosed {
          ending = .direct
        }
        break requests
      case .head(var head, let expectsContinue):
        head.remoteAddress = address
        switch io.handler.receive(head) {
        case .refused(let refusal):
          respond(
            refusal, to: Exchange(method: head.method, keepsAlive: false, isHTTP10: head.isHTTP10))
          ending = .lingering
          dropRequest()
        case .wanted(let isStored, let admission):
          guard beginContent(isStored: isStored) else { break requests }
          self.admission = admission
          if expectsContinue, parser.bufferedBytes == 0 {
            io.output.append(contentsOf: HTTPResponseSerializer.continueOctets)
          }
        }
      case .content(let bytes):
        store(bytes)
      case .request(var request):
        deadline.clear()
        request.remoteAddress = address
        answeredBytes = request.body.count
        request.stored = content
        request.admission = admission
        content = nil
        admission = nil
        let exchange = Exchange(
          method: request.method, keepsAlive: request.keepsAlive, isHTTP10: request.isHTTP10)
        switch io.handler.handle(request) {
        case .ready(let response):
          answeredBytes = 0
          respond(response, to: exchange)
        case .pending(let operation): begin(operation, exchange)
        }
      }
    }
    settle()
  }

  private func begin(
    _ operation: @escaping @Sendable () async -> HTTPResponse, _ exchange: Exchange
  ) {
    phase = .answering
    let task = Task { [self] in
      let response = await operation()
      io.queue.async { [self] in deliver(response) }
    }
    pending = (task, exchange)
    if peerClosed { probeLater() }
  }

  private func deliver(_ response: HTTPResponse) {
    guard phase == .answering, let exchange = pending?.exchange else { return }
    io.beginEvent()
    pending = nil
    answeredBytes = 0
    deadline.clear()
    phase = .reading
    respond(response, to: exchange)
    process()
  }

  /// Sends what `stream` writes as the content of an answer whose head is written.
  private func begin(_ stream: @escaping HTTPBodyStream, _ framing: StreamFraming) {
    // The head may have waited for the socket already; what follows waits behind it.
    phase = .streaming
    let writer = ConnectionWriter(connection: self)
    let task = Task { [self] in
      let isComplete: Bool
      do {
        try await stream(writer)
        isComplete = true
      } catch {
        isComplete = false
      }
      io.queue.async { [self] in finishStream(isComplete: isComplete) }
    }
    streaming = StreamInProgress(task: task, framing: framing)
    if io.isDraining { task.cancel() }
  }

  private func finishStream(isComplete: Bool) {
    guard phase == .streaming, let finished = streaming else { return }
    io.beginEvent()
    // Without its last chunk or octet, and reset, it cannot be taken for whole.
    guard isComplete, finished.isWhole else { return abort() }
    streaming = nil
    if finished.framing == .chunks {
      io.output.append(contentsOf: HTTPResponseSerializer.lastChunk)
    }
    // An answer that waits for the socket keeps the next request waiting too.
    phase = outbox.isEmpty ? .reading : .sending
    process()
  }

  private func respond(_ response: HTTPResponse, to exchange: Exchange) {
    let isStreamed = response.stream != nil && exchange.method != .head
    // Only HTTP/1.1 has chunks (RFC 9112, section 6.1).
    let framing: StreamFraming =
      response.streamLength.map { .length($0) } ?? (exchange.isHTTP10 ? .close : .chunks)
    let isLast =
      !exchange.keepsAlive || HTTPResponseSerializer.asksToClose(response)
      || (io.isDraining && parser.bufferedBytes == 0) || (isStreamed && framing == .close)
    if isLast {
      // A client that announced its last request has nothing left to send that a close could
      // collide with.
      ending = !exchange.keepsAlive && parser.bufferedBytes == 0 ? .direct : .lingering
    }
    write(
      response, to: exchange.method,
      persistence: isLast ? .close : exchange.isHTTP10 ? .keepAlive : .implied,
      isChunked: framing == .chunks)
    if isStreamed, phase != .closed, let stream = response.stream { begin(stream, framing) }
  }

  func refuse(_ fault: HTTPFault) {
    io.events(.refused(fault, remoteAddress: address))
    ending = .lingering
    let head = parser.head
    write(io.handler.response(to: fault, in: head), to: head?.method, persistence: .close)
    dropRequest()
  }

  /// Frees what has come of a request that is refused.
  private func dropRequest() {
    parser = HTTPRequestParser(limits: io.settings.limits)
    content = nil
    admission = nil
  }

  // MARK: Between events

  /// Sends what was gathered and does what follows from the phase reached.
  func settle() {
    guard phase != .closed else { return }
    // Before the answer goes out: a client that has it finds room for its next request.
    if charged > 0 { _ = charge() }
    guard flush() else { return end() }
    switch phase {
    case .storing:
      deadline.keep(.body, orSet: io.now + io.settings.bodyDeadline)
      setReading(false)
    case .answering:
      if deadline.kind != .probe { deadline.clear() }
      setReading(!peerClosed && parser.bufferedBytes == 0)
    case .streaming:
      if outbox.isEmpty {
        deadline.clear()
        streaming?.resumeWriter(isOpen: true)
      } else {
        deadline.keep(.write, orSet: io.now + io.settings.writeDeadline)
      }
      setReading(!peerClosed && parser.bufferedBytes == 0)
    case .reading where outbox.isEmpty, .sending where outbox.isEmpty:
      finishAnswers()
    case .reading, .sending:
      phase = .sending
      setReading(false)
      deadline.set(.write, at: io.now + io.settings.writeDeadline)
    case .lingering, .closed: break
    }
  }

  /// All is sent: on to the next request, or to the end.
  private func finishAnswers() {
    if let ending {
      if ending == .direct || peerClosed { return end() }
      return beginLingering()
    }
    if phase == .sending {
      phase = .reading
      return process()
    }
    let settings = io.settings
    switch parser.progress {
    case .idle:
      waitingSince = io.now
      deadline.set(.idle, at: io.now + settings.idleDeadline)
    case .head:
      if deadline.kind != .head { waitingSince = io.now }
      deadline.keep(.head, orSet: io.now + settings.headerDeadline)
    case .body: deadline.keep(.body, orSet: io.now + settings.bodyDeadline)
    }
    setReading(true)
  }

  /// Looks at the deadline; called by the sweep.
  func sweep() {
    guard deadline.time <= io.now, phase != .closed else { return }
    switch deadline.kind {
    case .none: break
    case .idle, .linger: end()
    case .probe: probe()
    case .head, .body:
      // A piece on its way to the file comes too late.
      if phase == .storing { phase = .reading }
      refuse(HTTPFault(.requestTimeout, "Send the whole request without delay."))
      settle()
    case .write:
      io.events(.writeDeadlinePassed(remoteAddress: address))
      abort()
    }
  }

  // MARK: Ending

  /// Ends an idle connection, after a last look for a request that has come; others end with their
  /// answer, and streams are asked to end.
  func drain() {
    if phase == .streaming {
      ending = ending ?? .lingering
      streaming?.task.cancel()
    }
    guard phase == .reading else { return }
    if !peerClosed { read() }
    if phase == .reading, parser.progress == .idle { end() }
  }

  /// Ends the connection with a reset, which frees at once what the client has not taken.
  func abort() {
    guard phase != .closed else { return }
    var option = linger(l_onoff: 1, l_linger: 0)
    // Where it fails the connection ends more slowly.
    _ = setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    end()
  }

  private func beginLingering() {
    phase = .lingering
    shutdown(descriptor, Int32(SHUT_WR))
    deadline.set(.linger, at: io.now + io.settings.linger)
    setReading(true)
  }

  /// Closes the descriptor. Nothing may be asked of it from then on: the number may be another's.
  func end() {
    guard phase != .closed else { return }
    phase = .closed
    pending?.task.cancel()
    pending = nil
    io.memory.giveBack(charged)
    charged = 0
    content = nil
    admission = nil
    streaming?.task.cancel()
    streaming?.resumeWriter(isOpen: false)
    streaming = nil
    outbox.removeAll()
    io.output.removeAll(keepingCapacity: true)
    io.poller.remove(descriptor)
    close(descriptor)
    gate.leave(address)
    io.remove(self)
  }

  // MARK: Interest

  private var isReading: Bool { interest.contains(.readable) }

  private func setReading(_ wanted: Bool) { setInterest(.readable, wanted) }

  /// Starts or stops listening for room in the socket.
  func setWriting(_ wanted: Bool) { setInterest(.writable, wanted) }

  private func setInterest(_ kind: Poller.Readiness, _ wanted: Bool) {
    guard wanted != interest.contains(kind), phase != .closed else { return }
    if wanted { interest.insert(kind) } else { interest.remove(kind) }
    io.poller.modify(descriptor, interest, token: token)
  }
}
