/// What this version of the program can train, as a number that workers and jobs are compared by.
package enum EngineNumber {
  /// Raised by one whenever specs are stored that an earlier version of the program could not read, or
  /// would train to other bytes. Jobs get it when they are made, and workers claim none of a higher one:
  /// several versions may then share a store while they are replaced.
  package static let current = 1
}
