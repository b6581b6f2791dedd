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
    try server.tell(.empty)
  }

  private func store(secret: String? = nil, prefix: String = "some/place") throws -> S3BlobStore {
    S3BlobStore(
      try S3Location(server.location(prefix)),
      credentials: .given(
        S3Credentials(keyID: server.keyID, secret: secret ?? server.secret)),
      userAgent: "tests")
  }

  private static let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }

  @Test(arguments: [0, 1, 100_000, 3_000_000])
  func whatIsPutIsGot(_ count: Int) async throws {
    let bytes = Array(Self.bytes.prefix(count))
    let digest = BlobDigest(of: bytes)
    let store = try store()
    await #expect(throws: BlobFault.missing(digest)) {
      try await store.get(digest, length: count)
    }
    try await store.put(bytes, digest)
    #expect(try await store.get(digest, length: count) == bytes)
    // Again, which the server refuses with 412.
    try await store.put(bytes, digest)
    #expect(try server.tell(.count) == "1")
    try await store.remove(digest)
    try await store.remove(digest)
    #expect(try server.tell(.count) == "0")
  }

  /// Of two that put the same at the same time, both are told that it is there.
  @Test func manyPutTheSame() async throws {
    let bytes = Array(Self.bytes.prefix(200_000))
    let digest = BlobDigest(of: bytes)
    let store = try store()
    try await withThrowingTaskGroup { group in
      for _ in 0..<16 { group.addTask { try await store.put(bytes, digest) } }
      try await group.waitForAll()
    }
    #expect(try await store.get(digest, length: bytes.count) == bytes)
    #expect(try server.tell(.count) == "1")
  }

  @Test func aBlobThatWasChangedIsNotTaken() async throws {
    let bytes = Array("to be changed".utf8)
    let digest = BlobDigest(of: bytes)
    let store = try store()
    try await store.put(bytes, digest)
    try server.tell(.spoil)
    await #expect(throws: BlobFault.damaged(digest)) {
      try await store.get(digest, length: bytes.count)
    }
  }

  /// The server checks signatures: a wrong secret is refused, and what is told of it shows none.
  @Test func aWrongSecretIsRefused() async throws {
    let store = try store(secret: "another-secret")
    let error = await #expect(throws: BlobFault.self) {
      try await store.put([1], BlobDigest(of: [1]))
    }
    let told = "\(try #require(error))"
    #expect(told.contains("403"))
    #expect(!told.contains("another-secret") && !told.contains("Signature="))
    #expect(try server.tell(.count) == "0")
  }

  @Test func aServerThatIsAwayIsToldOf() async throws {
    let store = try store()
    let digest = BlobDigest(of: [1])
    try await store.put([1], digest)
    try server.tell(.stop)
    await #expect(throws: BlobFault.self) { try await store.get(digest, length: 1) }
    try server.tell(.start)
    #expect(try await store.get(digest, length: 1) == [1])
  }

  /// A server that takes connections and says nothing: calls end at their deadline, of ten seconds, and all
  /// of them at the store's own end.
  @Test func noCallWaitsForEver() async throws {
    let store = try store()
    try server.tell(.silence)
    let began = ContinuousClock.now
    await #expect(throws: BlobFault.self) { try await store.get(BlobDigest(of: [1]), length: 1) }
    #expect(ContinuousClock.now - began < .seconds(60))
    let waiting = Task { try await store.put([2], BlobDigest(of: [2])) }
    try await Task.sleep(for: .milliseconds(500))
    store.endWaits(within: .milliseconds(100))
    let ended = ContinuousClock.now
    await #expect(throws: BlobFault.self) { try await waiting.value }
    // A look once a second where nothing moves, and generously more.
    #expect(ContinuousClock.now - ended < .seconds(8))
    try server.tell(.start)
  }
}
