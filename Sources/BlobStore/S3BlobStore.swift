internal import Foundation
internal import HTTPTransport
internal import Synchronization
internal import Threading

/// Blobs in a bucket of S3, or of what speaks as that does, under keys that are their digests.
///
/// A blob is put with `If-None-Match: *`, which the store refuses with 412 where the key is there: then it
/// is the same. Transfers run on threads of this store's own, which nobody else waits at.
package final class S3BlobStore: BlobStore {
  private let location: S3Location
  private let credentials: S3CredentialSource
  private let userAgent: String
  private let threads = DedicatedThreads(count: S3BlobStore.transfers)
  private let transports = Mutex<[IdleTransport]>([])
  private let lastMoment = Mutex<ContinuousClock.Instant?>(nil)
  /// Seconds since 1970, of which requests tell; the store refuses those that are a quarter of an hour off.
  private let now: @Sendable () -> Int

  /// Transfers at the same time.
  private static let transfers = 4
  /// To connect.
  private static let connecting = Duration.seconds(3)
  /// What a transfer without bytes may take.
  private static let quick = Duration.seconds(10)
  /// The slowest that bytes may come, in bytes a second.
  private static let slowest = 1 << 20
  /// The longest answer that says why something was refused.
  private static let longestRefusal = 64 << 10
  /// How often a blob is put that another puts at the same time (409).
  private static let puts = 5

  /// A store that names itself `userAgent`. Nothing is sent before the first call.
  package init(
    _ location: S3Location, credentials: S3CredentialSource, userAgent: String,
    now: @escaping @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }
  ) {
    self.location = location
    self.credentials = credentials
    self.userAgent = userAgent
    self.now = now
  }

  /// See `BlobStore`.
  package func put(_ bytes: [UInt8], _ digest: BlobDigest) async throws {
    let end = ContinuousClock.now + Self.limit(bytes.count)
    for attempt in 1... {
      let answer = try await send("PUT", digest, body: bytes, mostBytes: 0, by: end)
      switch answer.status {
      case 200..<300, 412: return
      // "A conflicting operation occurred during the upload": it may have failed.
      case 409 where attempt < Self.puts: try await Task.sleep(for: .milliseconds(100 * attempt))
      default: throw refusal(answer)
      }
    }
  }

  /// See `BlobStore`.
  package func get(_ digest: BlobDigest, length: Int) async throws -> [UInt8] {
    let end = ContinuousClock.now + Self.limit(length)
    let answer = try await send("GET", digest, mostBytes: length, by: end)
    guard answer.status == 200 else {
      throw answer.isOfNothing ? BlobFault.missing(digest) : refusal(answer)
    }
    let found = try await threads.run(over: length) { BlobDigest(of: answer.body) }
    guard found == digest else { throw BlobFault.damaged(digest) }
    return answer.body
  }

  /// See `BlobStore`.
  package func remove(_ digest: BlobDigest) async throws {
    let answer = try await send(
      "DELETE", digest, mostBytes: 0, by: ContinuousClock.now + Self.quick)
    guard 200..<300 ~= answer.status || answer.isOfNothing else { throw refusal(answer) }
  }

  /// See `BlobStore`.
  package func endWaits(within limit: Duration) {
    let moment = ContinuousClock.now + limit
    lastMoment.withLock { $0 = min($0 ?? moment, moment) }
  }

  private static func limit(_ bytes: Int) -> Duration {
    quick + .seconds(bytes / slowest)
  }

  /// The time that is left to a call.
  private func left(_ end: ContinuousClock.Instant) -> Duration {
    let last = lastMoment.withLock { $0 }.map { min($0, end) } ?? end
    return ContinuousClock.now.duration(to: last)
  }

  private func send(
    _ method: String, _ digest: BlobDigest, body: [UInt8]? = nil, mostBytes: Int,
    by end: ContinuousClock.Instant
  ) async throws -> TransportAnswer {
    try await threads.run { [self] in
      let left = left(end)
      guard left > .zero else { throw BlobFault.unavailable("no answer in time") }
      var request = TransportRequest(
        method, location.origin + location.path(of: digest),
        fields: try signed(method, digest, body), body: body, timeout: left)
      request.connectTimeout = min(Self.connecting, left)
      request.mostBytes = max(mostBytes, Self.longestRefusal)
      request.goesOn = { [self] in self.left(end) > .zero }
      guard let transport = transport() else {
        throw BlobFault.unavailable("no memory for libcurl")
      }
      defer { transports.withLock { $0.append(transport) } }
      do {
        return try transport.transport.perform(request)
      } catch {
        throw BlobFault.unavailable("no answer from \(location.host): \(error)")
      }
    }
  }

  /// The fields of a request, signed.
  private func signed(
    _ method: String, _ digest: BlobDigest, _ body: [UInt8]?
  ) throws(BlobFault) -> [(name: String, value: String)] {
    let credentials = try credentials.credentials()
    let moment = SignatureV4.moment(now())
    let content = body == nil ? Self.digestOfNothing : digest.hexadecimal
    var fields = [
      (name: "Host", value: location.host), (name: "X-Amz-Content-Sha256", value: content),
      (name: "X-Amz-Date", value: moment),
    ]
    if method == "PUT" {
      fields.append((name: "Content-Type", value: "application/octet-stream"))
      fields.append((name: "If-None-Match", value: "*"))
    }
    if let token = credentials.sessionToken {
      fields.append((name: "X-Amz-Security-Token", value: token))
    }
    let signature = SignatureV4(credentials: credentials, region: location.region)
    fields.append(
      (
        name: "Authorization",
        value: signature.authorization(
          method, location.path(of: digest), fields: fields, digest: content, at: moment)
      ))
    return fields
  }

  private static let digestOfNothing = BlobDigest(of: []).hexadecimal

  private func transport() -> IdleTransport? {
    transports.withLock { $0.popLast() }
      ?? CurlTransport(userAgent: userAgent).map(IdleTransport.init)
  }

  private func refusal(_ answer: TransportAnswer) -> BlobFault {
    .unavailable(
      "\(location.host) answered \(answer.status)\(answer.code.map { " (\($0))" } ?? "")")
  }
}

/// A transport that no thread uses.
///
/// Unchecked: whoever takes one out of the list is the only one to have it.
private struct IdleTransport: @unchecked Sendable {
  let transport: CurlTransport
}

extension TransportAnswer {
  /// The word for what was refused (Amazon S3 API Reference, "Error responses"); nil where there is none.
  fileprivate var code: String? {
    String(decoding: body, as: UTF8.self).firstMatch(of: /<Code>([A-Za-z0-9.]{1,64})<\/Code>/).map {
      String($0.1)
    }
  }

  /// Whether the bucket is there and the key is not.
  fileprivate var isOfNothing: Bool { status == 404 && code != "NoSuchBucket" }
}
