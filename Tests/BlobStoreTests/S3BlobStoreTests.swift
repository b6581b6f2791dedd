import BlobStore
import Foundation
import StandInS3
import Testing

/// Against moto, which looks at every signature with botocore's signer.
@Suite(
  .enabled(if: StandInS3.isInstalled, "moto is not installed: make .build/blobs-venv/ready"),
  .serialized, .timeLimit(.minutes(5)))
struct S3BlobStoreTests {
  private static let server = Result { try StandInS3() }
  private let server: StandInS3

  init() throws {
    server = try Self.server.get()
    try server.tell(.start)
    try server.tell(.empty)
  }

  private func store(
    secret: String? = nil, at location: String? = nil, authorities: String? = nil
  ) throws -> S3BlobStore {
    S3BlobStore(
      try S3Location(location ?? server.location("some/place")),
      credentials: .given(
        S3Credentials(keyID: server.keyID, secret: secret ?? server.secret)),
      userAgent: "tests", authorities: authorities)
  }

  private static func key(_ bytes: [UInt8], number: Int64 = 1) -> BlobKey {
    BlobKey(BlobDigest(of: bytes), number: number)
  }

  private static let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }

  @Test(arguments: [0, 1, 100_000, 3_000_000])
  func whatIsPutIsGot(_ count: Int) async throws {
    let bytes = Array(Self.bytes.prefix(count))
    let key = Self.key(bytes)
    let store = try store()
    await #expect(throws: BlobFault.missing(key)) {
      try await store.get(key, length: count)
    }
    try await store.put(bytes, key)
    #expect(try await store.get(key, length: count) == bytes)
    // Again, which the server refuses with 412.
    try await store.put(bytes, key)
    #expect(try server.tell(.count) == "1")
    try await store.remove(key)
    try await store.remove(key)
    #expect(try server.tell(.count) == "0")
  }

  /// Of two that put the same at the same time, both are told that it is there.
  @Test func manyPutTheSame() async throws {
    let bytes = Array(Self.bytes.prefix(200_000))
    let key = Self.key(bytes)
    let store = try store()
    try await withThrowingTaskGroup { group in
      for _ in 0..<16 { group.addTask { try await store.put(bytes, key) } }
      try await group.waitForAll()
    }
    #expect(try await store.get(key, length: bytes.count) == bytes)
    #expect(try server.tell(.count) == "1")
  }

  @Test func aBlobThatWasChangedIsNotTaken() async throws {
    let bytes = Array("to be changed".utf8)
    let key = Self.key(bytes)
    let store = try store()
    try await store.put(bytes, key)
    try server.tell(.spoil)
    await #expect(throws: BlobFault.damaged(key)) {
      try await store.get(key, length: bytes.count)
    }
  }

  /// The server checks signatures: a wrong secret is refused, and what is told of it shows none.
  @Test func aWrongSecretIsRefused() async throws {
    let store = try store(secret: "another-secret")
    let error = await #expect(throws: BlobFault.self) {
      try await store.put([1], Self.key([1]))
    }
    let told = "\(try #require(error))"
    #expect(told.contains("403"))
    #expect(!told.contains("another-secret") && !told.contains("Signature="))
    #expect(try server.tell(.count) == "0")
  }

  @Test func aServerThatIsAwayIsToldOf() async throws {
    let store = try store()
    let key = Self.key([1])
    try await store.put([1], key)
    try server.tell(.stop)
    await #expect(throws: BlobFault.self) { try await store.get(key, length: 1) }
    try server.tell(.start)
    #expect(try await store.get(key, length: 1) == [1])
  }

  /// A server that takes connections and says nothing: calls end at their deadline, of ten seconds, and all
  /// of them at the store's own end.
  @Test func noCallWaitsForEver() async throws {
    let store = try store()
    try server.tell(.silence)
    let began = ContinuousClock.now
    await #expect(throws: BlobFault.self) { try await store.get(Self.key([1]), length: 1) }
    #expect(ContinuousClock.now - began < .seconds(60))
    let waiting = Task { try await store.put([2], Self.key([2])) }
    try await Task.sleep(for: .milliseconds(500))
    store.endWaits(within: .milliseconds(100))
    let ended = ContinuousClock.now
    await #expect(throws: BlobFault.self) { try await waiting.value }
    // A look once a second where nothing moves, and generously more.
    #expect(ContinuousClock.now - ended < .seconds(8))
    try server.tell(.start)
  }

  /// Numbers keep values of the same bytes apart.
  @Test func aKeyOfAnotherNumberIsAnotherBlob() async throws {
    let store = try store()
    try await store.put([5], Self.key([5], number: 1))
    try await store.put([5], Self.key([5], number: 2))
    #expect(try server.tell(.count) == "2")
    try await store.remove(Self.key([5], number: 1))
    #expect(try await store.get(Self.key([5], number: 2), length: 1) == [5])
  }

  /// What can be told at a start: it stores and reads, or why not, and who has to mend it.
  @Test func aCheckTellsWhatIsWrong() async throws {
    try await store().check()
    try await store().check()
    #expect(try server.tell(.count) == "1")
    func fault(_ store: S3BlobStore) async throws -> BlobFault {
      try #require(await #expect(throws: BlobFault.self) { try await store.check() })
    }
    for (store, word) in [
      (try store(secret: "another-secret"), "SignatureDoesNotMatch"),
      (try store(at: server.location("x").replacing("bucket", with: "nothing")), "NoSuchBucket"),
    ] {
      guard case .refused(let reason) = try await fault(store) else {
        Issue.record("not refused: \(word)")
        continue
      }
      #expect(reason.contains(word))
    }
    try server.tell(.stop)
    guard case .unavailable = try await fault(store()) else {
      Issue.record("a server that is away refuses")
      return
    }
  }

  /// Which answers somebody has to mend, and which may pass by themselves.
  @Test(arguments: [
    ("500", "InternalError", true), ("503", "SlowDown", true), ("429", "TooManyRequests", true),
    ("408", "RequestTimeout", true), ("400", "RequestTimeout", true),
    ("403", "AccessDenied", false), ("403", "RequestTimeTooSkewed", false),
    ("404", "Nothing", false), ("301", "PermanentRedirect", false),
    ("400", "AuthorizationHeaderMalformed", false),
  ])
  func faultsThatPassAreToldFromOthers(_ status: String, _ code: String, _ passes: Bool)
    async throws
  {
    let store = try store()
    try server.tell(.answer, status, code)
    let calls: [@Sendable () async throws -> Void] = [
      { try await store.put([1], Self.key([1])) },
      { _ = try await store.get(Self.key([1]), length: 1) },
      { try await store.remove(Self.key([1])) },
    ]
    for call in calls {
      let fault = try #require(await #expect(throws: BlobFault.self) { try await call() })
      #expect("\(fault)".contains("\(status) (\(code))"))
      switch fault {
      case .unavailable: #expect(passes)
      case .refused: #expect(!passes)
      case .missing, .damaged, .tooLarge: Issue.record("\(fault)")
      }
    }
  }

  @Test func whatIsTooLargeIsToldApart() async throws {
    try server.tell(.answer, "400", "EntityTooLarge")
    await #expect(throws: BlobFault.tooLarge) { try await store().put([1], Self.key([1])) }
  }

  /// A store that refuses conditional requests is sent none.
  @Test func aStoreWithoutConditionsTakesBlobs() async throws {
    let store = try store()
    try server.tell(.plain)
    for _ in 1...2 { try await store.put([1, 2], Self.key([1, 2])) }
    #expect(try await store.get(Self.key([1, 2]), length: 2) == [1, 2])
    #expect(try server.tell(.count) == "1")
  }

  /// A put whose answer said otherwise was done; the same again finds it.
  @Test func aPutThatWasDoneAfterAllIsFound() async throws {
    let store = try store()
    try server.tell(.late)
    await #expect(throws: BlobFault.self) { try await store.put([3], Self.key([3])) }
    try server.tell(.start)
    #expect(try server.tell(.count) == "1")
    try await store.put([3], Self.key([3]))
    #expect(try await store.get(Self.key([3]), length: 1) == [3])
  }

  /// Over TLS, with a certificate that is believed only where it is named.
  @Test func certificatesAreChecked() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "symbreak-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (key, certificate) = ("\(folder.path)/key.pem", "\(folder.path)/certificate.pem")
    let making = Process()
    making.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    making.arguments = [
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
      "-keyout", key, "-out", certificate,
    ]
    making.standardError = FileHandle.nullDevice
    try making.run()
    making.waitUntilExit()
    try #require(making.terminationStatus == 0)
    let port = try server.tell(.secure, certificate, key)
    let location = "s3://bucket/x?endpoint=https://127.0.0.1:\(port)"
    let fault = try #require(
      await #expect(throws: BlobFault.self) { try await store(at: location).check() })
    #expect("\(fault)".contains("certificate"), "\(fault)")
    try await store(at: location, authorities: certificate).check()
  }
}
