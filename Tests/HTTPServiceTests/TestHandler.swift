import HTTPCodec
import HTTPService
import Synchronization

/// Something that happens once and is waited for by one task.
final class Signal: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func happen() { continuation.finish() }

  /// Returns when it has happened, or the task is cancelled.
  func wait() async { for await _ in stream {} }
}

/// Answers by path: `/echo`, `/slow` (until `release`), `/hang` (until cancelled), `/later`,
/// `/big`, `/close`.
struct TestHandler: HTTPHandler {
  static let bigBody = (0..<8 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

  let started = Signal()
  let release = Signal()
  let cancelled = Signal()

  func handle(_ request: HTTPRequest) -> HTTPAnswer {
    switch request.path {
    case "/echo": .ready(HTTPResponse(status: .ok, body: request.body))
    case "/big": .ready(HTTPResponse(status: .ok, body: TestHandler.bigBody))
    case "/close": .ready(HTTPResponse(status: .ok, headers: ["Connection": "close"]))
    case "/admission": .ready(text(request.admission as? String ?? "none"))
    case "/empty": .ready(HTTPResponse(status: .noContent))
    case "/address": .ready(text(request.remoteAddress))
    case "/later":
      .pending {
        await Task.yield()
        return text(request.target)
      }
    case "/slow":
      .pending { [started, release] in
        started.happen()
        await release.wait()
        return text("slow")
      }
    case "/hang":
      .pending { [started, cancelled] in
        started.happen()
        await Signal().wait()
        if Task.isCancelled { cancelled.happen() }
        return text("cancelled")
      }
    default: .ready(text(request.target))
    }
  }

  func response(to fault: HTTPFault, in head: HTTPRequest?) -> HTTPResponse {
    HTTPResponse(status: fault.status, body: Array(fault.code.rawValue.utf8))
  }

  func receive(_ head: HTTPRequest) -> HTTPReception {
    head.path == "/forbidden"
      ? .refused(HTTPResponse(status: .forbidden))
      : .wanted(isStored: false, admission: "to \(head.path)")
  }

  private func text(_ text: String) -> HTTPResponse {
    HTTPResponse(status: .ok, headers: ["Content-Type": "text/plain"], body: Array(text.utf8))
  }
}

/// Keeps a server's events.
final class EventLog: Sendable {
  private let events = Mutex<[HTTPServerEvent]>([])

  func receive(_ event: HTTPServerEvent) { events.withLock { $0.append(event) } }

  func contains(where predicate: (HTTPServerEvent) -> Bool) -> Bool {
    events.withLock { $0.contains(where: predicate) }
  }
}

/// Runs `body` with a server on a port of its own, and shuts the server down.
func withServer(
  _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
  handler: TestHandler = TestHandler(), log: EventLog = EventLog(),
  _ body: (UInt16, HTTPServer) async throws -> Void
) async throws {
  var configuration = HTTPServerConfiguration(port: 0, queueCount: 2)
  configure(&configuration)
  let server = HTTPServer(configuration: configuration, handler: handler, events: log.receive)
  let port = try server.start()
  do {
    try await body(port, server)
  } catch {
    await server.shutdown(grace: .zero)
    throw error
  }
  await server.shutdown(grace: .zero)
}
