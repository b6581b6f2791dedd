import Glibc
package import HTTPCodec
import Synchronization

/// An HTTP/1.1 server on sockets and Dispatch.
///
///     let server = HTTPServer(configuration: .init(port: 0), handler: handler) { event in … }
///     let port = try server.start()
///     …
///     await server.shutdown(grace: .seconds(5))
///
/// Connections are spread over serial queues; on its queue each reads, has its requests answered by
/// the handler in the order they came, and writes. A server that was started must be shut down to
/// release its socket.
package final class HTTPServer: Sendable {
  private enum State {
    case new
    case running(Acceptor, [IOQueue])
    case ended
  }

  private let configuration: HTTPServerConfiguration
  private let handler: any HTTPHandler
  private let events: HTTPServerEvents
  private let state = Mutex(State.new)
  private let gate: ConnectionGate

  /// A server that will serve `handler`'s answers as `configuration` says and tell `events` what
  /// happens.
  package init(
    configuration: HTTPServerConfiguration, handler: any HTTPHandler,
    events: @escaping HTTPServerEvents = { _ in }
  ) {
    self.configuration = configuration
    self.handler = handler
    self.events = events
    gate = ConnectionGate(
      limit: configuration.maxConnections,
      limitPerAddress: configuration.connectionsPerAddress)
  }

  /// Connections that are open, those refused for their number aside.
  package var connectionCount: Int { gate.total }

  /// Binds, listens and begins to accept; returns the bound port.
  package func start() throws(HTTPServerError) -> UInt16 {
    let port = try state.withLock { state throws(HTTPServerError) in
      guard case .new = state else { throw .alreadyStarted }
      let queues = try makeQueues()
      let socket = try ListeningSocket.open(host: configuration.host, port: configuration.port)
      let acceptor = Acceptor(
        listener: socket.descriptor, ioQueues: queues, gate: gate, handler: handler, events: events)
      for queue in queues { queue.start() }
      acceptor.start()
      state = .running(acceptor, queues)
      return socket.port
    }
    events(.listening(host: configuration.host, port: port))
    return port
  }

  /// Stops accepting, closes idle connections at once and answers what is in flight; what is not
  /// done when `grace` has passed is closed by force. Returns when every descriptor is closed; a
  /// second call waits for the first.
  package func shutdown(grace: Duration) async {
    let running = state.withLock { state -> (Acceptor, [IOQueue])? in
      guard case .running(let acceptor, let queues) = state else {
        state = .ended
        return nil
      }
      return (acceptor, queues)
    }
    guard let (acceptor, queues) = running else { return }
    events(.draining)
    await acceptor.stop()
    await withDiscardingTaskGroup { group in
      for queue in queues { group.addTask { await queue.drain(grace: grace) } }
    }
    state.withLock { $0 = .ended }
    events(.stopped)
  }

  private func makeQueues() throws(HTTPServerError) -> [IOQueue] {
    let settings = ConnectionSettings(configuration)
    let shared = SharedResources(settings)
    var queues: [IOQueue] = []
    for index in 0..<queueCount {
      guard let poller = Poller() else {
        throw .failed(
          "epoll_create1", errno: errno, host: configuration.host, port: configuration.port)
      }
      queues.append(
        IOQueue(
          index: index, poller: poller, handler: handler, settings: settings,
          shared: shared, events: events))
    }
    return queues
  }

  /// By default one for two processors. The kernel's part of a connection's work, the clients of a
  /// loopback service and trainings want processors too: beside one busy client on two processors,
  /// one queue answered as many requests a second as two did, and its slowest hundredth in three
  /// quarters of the time, since fewer threads than processors wait for one.
  private var queueCount: Int {
    max(1, configuration.queueCount ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) / 2)
  }
}
