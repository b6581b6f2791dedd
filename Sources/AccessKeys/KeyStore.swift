/// Where access keys are kept: a store of the service, or one that a command visits beside it.
package protocol KeyStore: Sendable {
  /// All keys, in the order in which they were made, as they stand now: other processes may change
  /// them.
  func keys() async throws -> [AccessKey]

  /// Adds a key.
  func add(_ key: AccessKey) async throws

  /// Revokes a key from `now` on (milliseconds since 1970); false where there is none of this id. A
  /// key stays revoked since the first time.
  func revoke(_ id: String, at now: Int64) async throws -> Bool
}
