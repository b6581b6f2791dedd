internal import AccessKeys
internal import Jobs
internal import WebRouting

/// What a caller may while a request is answered: how much, and for how long.
struct CallerAccess: Sendable {
  let keys: KeyRing
  let limits: CallerLimits
  let time: TimeSource

  /// What the jobs of a caller may come to; nil where nobody is counted.
  var quota: JobQuota? { keys.isRequired ? limits.quota : nil }

  /// How often it is looked whether a caller who waits is still let in.
  static let interval = Duration.seconds(1)

  /// Throws 401 once `caller` would not be let in any more: their key has expired or was revoked, or
  /// they have none and the service has its first.
  func checkAdmission(of caller: Caller) throws(Problem) {
    guard let key = caller.key else {
      if keys.isRequired {
        throw Problem(
          .unauthorized,
          "The service has keys now. Send one in the field Authorization: Bearer KEY.",
          headers: Admission.challenge(nil))
      }
      return
    }
    if let refusal = keys.refusal(of: key, at: time.now().milliseconds) {
      throw Problem(refusal)
    }
  }

  /// Runs `operation`, which waits for something; ends it with 401, within
  /// ``interval``, once `caller` would not be let in any more.
  func waiting<Value: Sendable>(
    as caller: Caller, _ operation: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
      group.addTask { try await operation() }
      group.addTask {
        while true {
          try await time.sleep(Self.interval)
          try checkAdmission(of: caller)
        }
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw CancellationError() }
      return first
    }
  }
}
