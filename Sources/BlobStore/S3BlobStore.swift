internal import Foundation
internal import HTTPTransport
internal import Synchronization
internal import Threading

/// Blobs in a bucket of S3, or of what speaks as that does.
///
/// A blob is put with `If-None-Match: *`, which the store refuses with 412 where the key is there: then it
/// is the same, and need not be sent. Transfers run on threads of this store's own, which nobody else
/// waits at.
package final class S3BlobStore: BlobStore {
  private let location: S3Location
  private let credentials: S3CredentialSource
  private let userAgent: String
  /// A file of certificates, by which the server's is judged; nil for the system's.
  private let authorities: String?
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
  /// The most that one request may put (Amazon S3 API Reference, "PutObject").
  private static let most = 5 << 30
  /// What `check` may take.
  private static let checking = Duration.seconds(5)

  /// A store that names itself `userAgent`. Nothing is sent before the first call.
  ///
  /// - Parameters:
  ///   - authorities: a file of certificates, by which the server's is judged; nil for the system's.
  ///   - now: seconds since 1970.
  package init(
    _ location: S3Location, credentials: S3CredentialSource, userAgent: String,
    authorities: String? = nil,
    now: @escaping @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }
  ) {
    self.location = location
    self.credentials = credentials
    self.userAgent = userAgent
    self.authorities = authorities
    self.now = now
  }

  /// See `BlobStore`. What it stores is under the number 0.
  package func check() async throws {
    let bytes = Array("symbreak".utf8)
    let key = BlobKey(BlobDigest(of: bytes), number: 0)
    let end = ContinuousClock.now + Self.checking
    try await put(bytes, key, by: end)
    _ = try await get(key, length: bytes.count, by: end)
  }

  /// See `BlobStore`.
  package func put(_ bytes: [UInt8], _ key: BlobKey) async throws {
    try await put(bytes, key, by: ContinuousClock.now + Self.limit(bytes.count))
  }

  private func put(_ bytes: [UInt8], _ key: BlobKey, by end: ContinuousClock.Instant) async throws {
    guard bytes.count <= Self.most else { throw BlobFault.tooLarge }
    var (attempt, isConditional) = (1, true)
    while true {
      let answer = try await send(
        "PUT", key, body: bytes, isConditional: isConditional, mostBytes: 0, by: end)
      switch answer.status {
      case 200..<300, 412: return
      // "A conflicting operation occurred during the upload": it may have failed.
      case 409 where attempt < Self.puts:
        try await Task.sleep(for: .milliseconds(100 * attempt))
        attempt += 1
      // "A header you provided implies functionality that is not implemented": of stores that know no
      // conditional requests. Without the condition the same bytes are written over themselves.
      case 501 where isConditional: isConditional = false
      default: throw answer.code == "EntityTooLarge" ? BlobFault.tooLarge : refusal(answer)
      }
    }
  }

  /// See `BlobStore`.
  package func get(_ key: BlobKey, length: Int) async throws -> [UInt8] {
    try await get(key, length: length, by: ContinuousClock.now + Self.limit(length))
  }

  private func get(
    _ key: BlobKey, length: Int, by end: ContinuousClock.Instant
  ) async throws -> [UInt8] {
    let answer = try await send("GET", key, mostBytes: length, by: end)
    guard answer.status == 200 else {
      throw answer.isOfNothing ? BlobFault.missing(key) : refusal(answer)
    }
    let found = try await threads.run(over: length) { BlobDigest(of: answer.body) }
    guard found == key.digest else { throw BlobFault.damaged(key) }
    return answer.body
  }

  /// See `BlobStore`.
  package func remove(_ key: BlobKey) async throws {
    let answer = try await send("DELETE", key, mostBytes: 0, by: ContinuousClock.now + Self.quick)
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
    _ method: String, _ key: BlobKey, body: [UInt8]? = nil, isConditional: Bool = false,
    mostBytes: Int, by end: ContinuousClock.Instant
  ) async throws -> TransportAnswer {
    try await threads.run { [self] in
      let left = left(end)
      guard left > .zero else { throw BlobFault.unavailable("no answer in time") }
      var request = TransportRequest(
        method, location.origin + location.path(of: key),
        fields: try signed(method, key, hasContent: body != nil, isConditional: isConditional),
        body: body, timeout: left)
      request.connectTimeout = min(Self.connecting, left)
      request.authorities = authorities
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
    _ method: String, _ key: BlobKey, hasContent: Bool, isConditional: Bool
  ) throws(BlobFault) -> [(name: String, value: String)] {
    let credentials = try credentials.credentials()
    let moment = SignatureV4.moment(now())
    let content = hasContent ? key.digest.hexadecimal : Self.digestOfNothing
    var fields = [
      (name: "Host", value: location.host), (name: "X-Amz-Content-Sha256", value: content),
      (name: "X-Amz-Date", value: moment),
    ]
    if hasContent { fields.append((name: "Content-Type", value: "application/octet-stream")) }
    if isConditional { fields.append((name: "If-None-Match", value: "*")) }
    if let token = credentials.sessionToken {
      fields.append((name: "X-Amz-Security-Token", value: token))
    }
    let signature = SignatureV4(credentials: credentials, region: location.region)
    fields.append(
      (
        name: "Authorization",
        value: signature.authorization(
          method, location.path(of: key), fields: fields, digest: content, at: moment)
      ))
    return fields
  }

  private static let digestOfNothing = BlobDigest(of: []).hexadecimal

  private func transport() -> IdleTransport? {
    transports.withLock { $0.popLast() }
      ?? CurlTransport(userAgent: userAgent).map(IdleTransport.init)
  }

  private func refusal(_ answer: TransportAnswer) -> BlobFault {
    let told = "\(location.host) answered \(answer.status)\(answer.code.map { " (\($0))" } ?? "")"
    return answer.isForNow ? .unavailable(told) : .refused(told)
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

  /// Whether the same request may be answered otherwise with nothing changed by anybody: not where it is
  /// redirected or its sender is wrong.
  fileprivate var isForNow: Bool {
    !(300..<500 ~= status) || [408, 409, 429].contains(status)
      || ["RequestTimeout", "SlowDown"].contains(code)
  }

  /// Whether the bucket is there and the key is not. What has other words may not be from the store at all.
  fileprivate var isOfNothing: Bool { status == 404 && code == "NoSuchKey" }
}
