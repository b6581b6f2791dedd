/// A store that keeps large values outside its database, and so has to remove them apart from their rows.
package protocol BlobKeeper: Sendable {
  /// Removes what nothing has named for `age` and nothing was about to; how many these were. What cannot
  /// be removed now stays for a later call.
  ///
  /// `age` has to be longer than it takes to store a value and then its row.
  func removeUnnamedBlobs(age: Duration) async throws -> Int
}
