package import AccessKeys

/// One promise of `KeyStore`, put to the test on a store that is empty.
package struct KeyCheck: Sendable, CustomStringConvertible {
  /// The promise.
  package let description: String
  /// Throws unless the store keeps it.
  package let run: @Sendable (_ store: any KeyStore) async throws -> Void

  init(_ description: String, run: @escaping @Sendable (_ store: any KeyStore) async throws -> Void)
  {
    self.description = description
    self.run = run
  }
}

extension JobStoreConformance {
  /// The suite that every `KeyStore` runs.
  package static let keyChecks: [KeyCheck] = [
    KeyCheck("keys are kept whole, in the order in which they were made") { store in
      try expectEqual(try await store.keys(), [])
      var first = Sample.key(1)
      (first.scopes, first.expiresAt) = ([.read], 77)
      var third = Sample.key(3)
      third.revokedAt = 5
      for key in [Sample.key(2), first, third] { try await store.add(key) }
      try expectEqual(try await store.keys(), [first, Sample.key(2), third])
    },
    KeyCheck("a key is revoked once, and others stay as they are") { store in
      for number in 1...2 { try await store.add(Sample.key(number)) }
      try expectEqual(try await store.revoke(Sample.key(1).id, at: 7), true)
      try expectEqual(try await store.revoke(Sample.key(1).id, at: 9), true)
      try expectEqual(try await store.revoke("nobody", at: 9), false)
      try expectEqual(try await store.keys().map(\.revokedAt), [7, nil])
    },
    KeyCheck("two keys have not one name") { store in
      try await store.add(Sample.key(1))
      var other = Sample.key(2)
      other.id = Sample.key(1).id
      do {
        try await store.add(other)
      } catch {
        try expectEqual(try await store.keys(), [Sample.key(1)])
        return
      }
      throw ConformanceFailure(description: "a second key of one name was taken")
    },
  ]
}

extension Sample {
  static func key(_ number: Int) -> AccessKey {
    AccessKey(
      id: "key\(number)", owner: "ada", digest: [UInt8](repeating: UInt8(number), count: 32),
      scopes: [.read, .write], createdAt: Int64(number))
  }
}
