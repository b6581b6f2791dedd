import CurlClient
import Foundation
import Testing

/// A running service on a port of its own, and a client of it.
struct Service: Sendable {
  /// How to start it.
  struct Options: Sendable {
    var workers = 2
    /// The instruction set to train with; nil leaves the choice to the service.
    var kernels: String?
    /// Further arguments of `serve`.
    var arguments: [String] = []
  }

  let process: ServiceProcess
  /// Scheme, host and port.
  let origin: String
  /// The client that the calls below use.
  let client: CurlClient

  /// The port it listens on.
  var port: UInt16 {
    get throws { try #require(origin.split(separator: ":").last.flatMap { UInt16($0) }) }
  }

  /// A client with connections of its own.
  func anotherClient() -> CurlClient { CurlClient(origin: origin) }

  /// Starts a service on a database in `folder` and waits until it listens.
  static func start(in folder: URL, _ options: Options = Options()) async throws -> Service {
    let process = try ServiceProcess(
      arguments: [
        "serve", "--host", "127.0.0.1", "--port", "0", "--database",
        folder.appending(path: "jobs.sqlite").path, "--workers", String(options.workers),
      ] + options.arguments,
      environment: options.kernels.map { ["SYMBREAK_KERNELS": $0] } ?? [:],
      log: folder.appending(path: "stderr-\(UUID().uuidString).txt"))
    do {
      let origin = try await process.line(after: "listening on ", within: .seconds(30))
      return Service(process: process, origin: origin, client: CurlClient(origin: origin))
    } catch {
      process.signal(SIGKILL)
      throw error
    }
  }

  /// Ends it with SIGTERM and holds it to a clean end.
  func stop() async throws {
    process.signal(SIGTERM)
    let ending = try await process.end(within: .seconds(60))
    #expect(ending == .exit(0), "\(process.errors)")
  }

  /// Ends it as a crash of the machine does, without a chance to say anything.
  func crash() async throws {
    process.signal(SIGKILL)
    let ending = try await process.end(within: .seconds(60))
    #expect(ending == .signal(SIGKILL))
  }
}

/// Runs `body` with a folder that is gone afterwards.
func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "symbreak-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

/// Runs `body` with a service in `folder` and stops it, whatever happens.
func withService<Result>(
  in folder: URL, _ options: Service.Options = Service.Options(),
  _ body: (Service) async throws -> Result
) async throws -> Result {
  let service = try await Service.start(in: folder, options)
  do {
    let result = try await body(service)
    if service.process.ending == nil { try await service.stop() }
    return result
  } catch {
    Issue.record("standard error of the service:\n\(service.process.errors)")
    service.process.signal(SIGKILL)
    _ = try? await service.process.end(within: .seconds(60))
    throw error
  }
}

/// Runs `body` with a service of its own on an empty database.
func withService<Result>(
  _ options: Service.Options = Service.Options(), _ body: (Service) async throws -> Result
) async throws -> Result {
  try await withTemporaryFolder { try await withService(in: $0, options, body) }
}
