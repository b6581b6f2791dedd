package import HTTPCodec
internal import Synchronization
package import Threading

/// Undoes the gzip coding of documents that requests bring in memory.
///
/// A few octets may stand for a thousand times as many, which no limit of the server counts. So one
/// document may expand to no more than one may come with, and all that are worked with together to a
/// sum of their own; each is expanded on a thread, whatever its size.
package final class DocumentDecoder: Sendable {
  /// What documents may expand to.
  package struct Limits: Sendable, Equatable {
    /// Octets of one.
    package var single: Int
    /// Octets of all that are worked with at once.
    package var together: Int

    /// Limits; the defaults are those of the server for what comes.
    package init(single: Int = 8 << 20, together: Int = 256 << 20) {
      self.single = single
      self.together = together
    }
  }

  private let limits: Limits
  private let threads: DedicatedThreads
  /// Octets of the documents that are worked with.
  private let held = Mutex(0)

  /// A decoder that works on `threads`.
  package init(limits: Limits, threads: DedicatedThreads) {
    self.limits = limits
    self.threads = threads
  }

  /// Calls `body` with `request`, its content without a coding.
  ///
  /// Throws 415 for a coding other than gzip, 400 for a broken one, 413 for what expands beyond the
  /// limit of one document, 503 where others have taken the room, and what `body` throws.
  package func decoding<Value>(
    _ request: HTTPRequest, _ body: (HTTPRequest) async throws -> Value
  ) async throws -> Value {
    guard case .gzip = try RequestCoding(of: request) else { return try await body(request) }
    let (coded, limit) = (request.body, limits.single)
    let content = try await threads.run { try Self.expand(coded, limit: limit) }
    try take(content.count)
    defer { held.withLock { $0 -= content.count } }
    var plain = request
    plain.headers["Content-Encoding"] = nil
    plain.body = content
    return try await body(plain)
  }

  private static func expand(_ coded: [UInt8], limit: Int) throws(Problem) -> [UInt8] {
    do {
      return try Gunzip.decode(coded, limit: limit)
    } catch {
      throw Problem(
        error, of: "the body",
        tooLarge: Problem(
          HTTPFault(.contentTooLarge, "Send a body that expands to at most \(limit) bytes.")))
    }
  }

  private func take(_ count: Int) throws(Problem) {
    let isRoom = held.withLock { held in
      guard count <= limits.together - held else { return false }
      held += count
      return true
    }
    guard isRoom else {
      throw Problem(
        .unavailable,
        "Other bodies that came with gzip take all the room for such. Try again in a moment, or send"
          + " it as it is.",
        headers: ["Retry-After": "2"])
    }
  }
}
