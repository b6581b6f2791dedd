/// What is to be computed, as the queue of analyses sees it.
package struct AnalysisRequest: Sendable {
  /// Quick ones and long ones wait and compute apart from one another.
  package enum Class: String, CaseIterable, Sendable { case quick, long }

  /// Equal for requests that have the same answer: they are computed once.
  package var key: String
  /// Whose share of the queue it takes.
  package var owner: String
  /// Estimated multiply-adds.
  package var cost: Double

  package init(key: String, owner: String, cost: Double) {
    self.key = key
    self.owner = owner
    self.cost = cost
  }

  var `class`: Class { cost <= AnalysisLimits.quickCost ? .quick : .long }
}

/// Why the queue of analyses takes no more: the limit that was reached.
package struct AnalysisQueueFull: Error, Equatable {
  package enum Limit: String { case waiting, waitingOfOwner = "waiting_of_owner" }

  package var limit: Limit
}
