internal import TrainingModel

/// An analysis in the queue, waiting or computing.
///
/// Unchecked: what can change is touched only under the queue's lock.
final class AnalysisEntry: Identifiable, @unchecked Sendable {
  let request: AnalysisRequest
  let work: @Sendable () throws -> any Sendable
  let interruption = InterruptionSource()
  /// Those who want its answer; when the last one leaves, it is ended.
  var waiters: [ObjectIdentifier: AnalysisWaiter] = [:]
  /// In whose share of the line it stands.
  var owner: String
  /// Whether it was ended because it took too long.
  var isOverdue = false

  init(_ request: AnalysisRequest, work: @escaping @Sendable () throws -> any Sendable) {
    self.request = request
    owner = request.owner
    self.work = work
  }
}
