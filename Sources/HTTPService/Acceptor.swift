import Dispatch
import Glibc
import HTTPCodec

/// Takes connections from a listening socket and deals them out to the I/O queues in turn.
///
/// Unchecked `Sendable`: every `var` is touched on `queue` alone, which is serial.
final class Acceptor: @unchecked Sendable {
  private let queue = DispatchQueue(label: "http.accept")
  private let listener: Int32
  private let source: any DispatchSourceRead
  private let ioQueues: [IOQueue]
  private let gate: ConnectionGate
  /// Bounds the connections that are only kept to be told that there are too many.
  private let refusalGate = ConnectionGate(limit: 128, limitPerAddress: 128)
  private let handler: any HTTPHandler
  private let events: HTTPServerEvents

  private var nextQueue = 0
  /// Held to be given up when no descriptor is left, so that a connection can still be taken and
  /// told so.
  private var reserve: Int32
  private var isPaused = false
  private var isStopping = false
  private var isStopped = false
  private var waiters: [CheckedContinuation<Void, Never>] = []

  private static let pause = DispatchTimeInterval.milliseconds(50)
  /// Connections taken in one event, before the queue turns to others.
  private static let batch = 128

  init(
    listener: Int32, ioQueues: [IOQueue], gate: ConnectionGate, handler: any HTTPHandler,
    events: @escaping HTTPServerEvents
  ) {
    self.listener = listener
    self.ioQueues = ioQueues
    self.gate = gate
    self.handler = handler
    self.events = events
    reserve = Acceptor.openReserve()
    source = DispatchSource.makeReadSource(fileDescriptor: listener, queue: queue)
  }

  func start() {
    source.setEventHandler { [self] in acceptAll() }
    source.setCancelHandler { [self] in
      close(listener)
      if reserve >= 0 { close(reserve) }
      isStopped = true
      for waiter in waiters { waiter.resume() }
      waiters = []
    }
    source.resume()
  }

  /// Stops accepting; returns when the listening socket is closed.
  func stop() async {
    await withCheckedContinuation { continuation in
      queue.async { [self] in
        if isStopped { return continuation.resume() }
        waiters.append(continuation)
        guard !isStopping else { return }
        isStopping = true
        // A suspended source would never run its cancel handler.
        if isPaused { source.resume() }
        source.cancel()
      }
    }
  }

  private func acceptAll() {
    for _ in 0..<Acceptor.batch where !isStopping {
      switch SocketCalls.accept(listener) {
      case .descriptor(let descriptor, let address): dealOut(descriptor, address)
      case .wouldBlock: return
      case .failed(EMFILE), .failed(ENFILE):
        events(.descriptorsExhausted)
        shedOne()
        return pause()
      case .failed(let code):
        events(.acceptFailed(errno: code))
        return pause()
      }
    }
  }

  private func dealOut(_ descriptor: Int32, _ address: String) {
    let newcomer = Newcomer(
      descriptor: descriptor, address: address, gate: gate, refusals: refusalGate)
    ioQueues[nextQueue].adopt(
      newcomer, gate.enter(address),
      others: (ioQueues[(nextQueue + 1)...] + ioQueues[..<nextQueue])[...])
    nextQueue = (nextQueue + 1) % ioQueues.count
  }

  /// Gives the reserve up for one connection, which is answered and closed: its client learns what
  /// is wrong, and the backlog moves.
  private func shedOne() {
    guard reserve >= 0 else { return }
    close(reserve)
    if case .descriptor(let descriptor, let address) = SocketCalls.accept(listener) {
      let fault = HTTPFault(.tooManyConnections, "Retry later: the server has no descriptor left.")
      events(.refused(fault, remoteAddress: address))
      let response = handler.response(to: fault, in: nil)
      var octets: [UInt8] = []
      HTTPResponseSerializer.appendHead(
        of: response, persistence: .close,
        date: HTTPDate.octets(secondsSince1970: time(nil)), to: &octets)
      octets += response.body
      // A fresh socket takes a short answer whole; if not, the client sees only the close.
      _ = octets.withUnsafeBytes { SocketCalls.send(descriptor, $0, more: false) }
      shutdown(descriptor, Int32(SHUT_WR))
      // Taking what has come keeps the close from resetting the connection in most cases.
      _ = withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) {
        SocketCalls.receive(descriptor, into: $0)
      }
      close(descriptor)
    }
    reserve = Acceptor.openReserve()
  }

  private func pause() {
    guard !isPaused, !isStopping else { return }
    isPaused = true
    source.suspend()
    queue.asyncAfter(deadline: .now() + Acceptor.pause) { [self] in
      isPaused = false
      if reserve < 0, !isStopping { reserve = Acceptor.openReserve() }
      if !isStopping { source.resume() }
    }
  }

  private static func openReserve() -> Int32 { open("/dev/null", O_RDONLY | O_CLOEXEC) }
}
