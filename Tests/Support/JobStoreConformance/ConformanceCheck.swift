package import Jobs

/// One promise of `JobStore`, put to the test on a store that is empty and runs on `time`.
///
/// A store's test target runs all of `JobStoreConformance.checks`, each on a store of its own. The
/// checks know no test framework: they throw `ConformanceFailure`.
package struct ConformanceCheck: Sendable, CustomStringConvertible {
  /// The promise.
  package let description: String
  /// Throws unless the store keeps it.
  package let run: @Sendable (_ store: any JobStore, _ time: ManualTime) async throws -> Void

  init(
    _ description: String,
    run: @escaping @Sendable (_ store: any JobStore, _ time: ManualTime) async throws -> Void
  ) {
    self.description = description
    self.run = run
  }
}

/// The suite that every `JobStore` runs.
package enum JobStoreConformance {
  /// All checks.
  package static let checks =
    creationChecks + listChecks + transitionChecks + claimChecks + leaseChecks + ownerChecks
    + usageChecks + retentionChecks + clockChecks
    + turnChecks + suspectChecks + checkpointChecks + repeatChecks
    + engineChecks + nameChecks + revisionChecks
}

/// A promise that a store did not keep.
package struct ConformanceFailure: Error, CustomStringConvertible {
  /// What was expected, what was seen, and where.
  package let description: String
}

func expect(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) throws {
  if !condition { throw ConformanceFailure(description: "\(file):\(line): \(message())") }
}

func expectEqual<Value: Equatable>(
  _ seen: Value, _ expected: Value, file: StaticString = #fileID, line: UInt = #line
) throws {
  try expect(seen == expected, "expected \(expected), got \(seen)", file: file, line: line)
}

func expectError(
  _ expected: JobStoreError, file: StaticString = #fileID, line: UInt = #line,
  isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Void
) async throws {
  do {
    try await body()
  } catch {
    try expect(
      error as? JobStoreError == expected, "expected \(expected), got \(error)", file: file,
      line: line)
    return
  }
  throw ConformanceFailure(description: "\(file):\(line): expected \(expected), got no error")
}

func unwrap<Value>(_ value: Value?, file: StaticString = #fileID, line: UInt = #line) throws
  -> Value
{
  guard let value else {
    throw ConformanceFailure(description: "\(file):\(line): expected a value, got nil")
  }
  return value
}
