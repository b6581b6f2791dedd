package import Jobs
internal import SpecJSON
internal import StrictJSON
internal import Synchronization
internal import Threading
internal import TrainingModel
internal import WebRouting

/// Computes what requests ask for, one quick and one long analysis at a time.
///
/// A request waits in a line in which owners take turns. Requests with equal keys are computed once,
/// for all of them. A request whose task is cancelled leaves; the analysis that the last one leaves
/// is taken from its line, or ended within its computation. Lines are bounded, in all and for each
/// owner.
package final class AnalysisQueue: Sendable {
  private struct State {
    var lines: [AnalysisRequest.Class: FairLine<AnalysisEntry>] = [:]
    /// What is waiting or computing and still wanted, by key.
    var wanted: [String: AnalysisEntry] = [:]
    /// What is computing, ended ones included until they have stopped.
    var computing: [AnalysisRequest.Class: AnalysisEntry] = [:]
    var counts = AnalysisCounts()
  }

  let limits: AnalysisLimits
  private let time: TimeSource
  private let state = Mutex(State())
  /// One thread each: analyses never take more than a core from trainings for long, and a quick one
  /// never waits for a long one.
  private let threads: [AnalysisRequest.Class: DedicatedThreads]

  package init(limits: AnalysisLimits, time: TimeSource) {
    self.limits = limits
    self.time = time
    threads = [
      .quick: DedicatedThreads(count: 1, niceness: 10),
      .long: DedicatedThreads(count: 1, niceness: 15),
    ]
  }

  /// What `work` gives, computed on a thread of the queue when its turn has come, for this request
  /// and all others with its key.
  ///
  /// `work` gets what it needs by itself, so that a request that waits holds none of it. Its loops
  /// ask ``Interruption``. The type of its value follows from the key.
  ///
  /// Throws ``AnalysisQueueFull``, a `Problem` where the analysis would cost or has taken more than
  /// it may, `CancellationError` where the task is cancelled, and what `work` throws.
  package func run<Value: Sendable>(
    _ request: AnalysisRequest, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try checkCost(request.cost)
    let waiter = AnalysisWaiter()
    let value = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waiter.begin(continuation)
        do throws(AnalysisQueueFull) {
          try admit(waiter, request, work)
        } catch {
          waiter.end(.failure(error))
        }
      }
    } onCancel: {
      waiter.end(.failure(CancellationError()))
      leave(waiter, request.key)
    }
    guard let value = value as? Value else {
      preconditionFailure("two kinds of analyses have the key \(request.key)")
    }
    return value
  }

  /// What is going on, and what has been since the start.
  package var counts: AnalysisCounts {
    state.withLock { state in
      var counts = state.counts
      for line in AnalysisRequest.Class.allCases {
        counts.waiting[line] = state.lines[line]?.count ?? 0
        counts.computing[line] = state.computing[line] == nil ? 0 : 1
      }
      return counts
    }
  }

  private func checkCost(_ cost: Double) throws(Problem) {
    let most = Double(limits.cost) * 1e6
    guard cost > most else { return }
    state.withLock { $0.counts.refused += 1 }
    throw Problem(
      .analysisTooCostly,
      "This analysis would cost about \(Self.rounded(cost)) multiply-adds; at most"
        + " \(Self.rounded(most)) are done.",
      members: ["estimate": .double(cost.rounded()), "limit": .double(most)])
  }

  private static func rounded(_ cost: Double) -> String {
    cost < 1e6 ? "\(Int(cost))" : "\(Int((cost / 1e6).rounded(.up))) million"
  }

  // MARK: Coming and leaving

  private func admit(
    _ waiter: AnalysisWaiter, _ request: AnalysisRequest,
    _ work: @escaping @Sendable () throws -> any Sendable
  ) throws(AnalysisQueueFull) {
    try state.withLock { state throws(AnalysisQueueFull) in
      // One that left before it came would be computed for nobody.
      if waiter.hasEnded { return }
      if let entry = state.wanted[request.key] {
        entry.waiters[ObjectIdentifier(waiter)] = waiter
        state.counts.joined += 1
        state.lines[entry.request.class]?.hasten(entry, for: request.owner)
        return
      }
      if let limit = limit(reachedBy: request.owner, state) {
        state.counts.refused += 1
        throw AnalysisQueueFull(limit: limit)
      }
      let entry = AnalysisEntry(request, work: work)
      entry.waiters[ObjectIdentifier(waiter)] = waiter
      state.wanted[request.key] = entry
      state.lines[request.class, default: FairLine()].append(entry, of: request.owner)
      startNext(request.class, &state)
    }
  }

  private func limit(
    reachedBy owner: String, _ state: borrowing State
  ) -> AnalysisQueueFull.Limit? {
    let lines = state.lines.values
    if lines.reduce(0, { $0 + $1.count }) >= limits.waiting { return .waiting }
    let own = lines.reduce(0) { $0 + $1.count(of: owner) }
    return own >= limits.waitingOfOwner ? .waitingOfOwner : nil
  }

  private func leave(_ waiter: AnalysisWaiter, _ key: String) {
    state.withLock { state in
      guard let entry = state.wanted[key],
        entry.waiters.removeValue(forKey: ObjectIdentifier(waiter)) != nil, entry.waiters.isEmpty
      else { return }
      state.wanted[key] = nil
      state.counts.cancelled += 1
      state.lines[entry.request.class]?.remove(entry.id, of: entry.owner)
      entry.interruption.request()
    }
  }

  // MARK: Computing

  /// Puts the next of a line on its thread, where that is free.
  private func startNext(_ line: AnalysisRequest.Class, _ state: inout State) {
    guard state.computing[line] == nil, let entry = state.lines[line]?.popFirst() else { return }
    state.computing[line] = entry
    threads[line]?.submit { [self] in compute(entry) }
  }

  private func compute(_ entry: AnalysisEntry) {
    let alarm = Task { [time, limits] in
      try await time.sleep(limits.duration)
      endLate(entry)
    }
    let result = Result { try entry.interruption.run(entry.work) }
    alarm.cancel()
    let (waiters, isOverdue) = state.withLock { state in
      let line = entry.request.class
      state.computing[line] = nil
      startNext(line, &state)
      if state.wanted[entry.request.key] === entry { state.wanted[entry.request.key] = nil }
      if !entry.waiters.isEmpty, !entry.isOverdue { state.counts.computed += 1 }
      return (entry.waiters, entry.isOverdue)
    }
    for waiter in waiters.values { waiter.end(isOverdue ? .failure(overdue) : result) }
  }

  private func endLate(_ entry: AnalysisEntry) {
    state.withLock { state in
      guard state.computing[entry.request.class] === entry, !entry.interruption.isRequested
      else { return }
      entry.isOverdue = true
      // Whoever comes now begins anew.
      if state.wanted[entry.request.key] === entry { state.wanted[entry.request.key] = nil }
      state.counts.overdue += 1
      entry.interruption.request()
    }
  }

  private var overdue: Problem {
    let seconds = limits.duration.components.seconds
    return Problem(
      .analysisTooCostly,
      "This analysis had no answer within \(seconds) seconds, the time that one may take.",
      members: ["limit_seconds": .integer(Int(seconds))])
  }
}

extension FairLine<AnalysisEntry> {
  /// Lets an entry that stands far behind in its owner's line, if it still waits, stand at the end of
  /// that of another owner who wants it too, where its turn comes earlier.
  fileprivate mutating func hasten(_ entry: AnalysisEntry, for owner: String) {
    guard owner != entry.owner, let place = place(of: entry.id, of: entry.owner),
      count(of: owner) < place
    else { return }
    remove(entry.id, of: entry.owner)
    entry.owner = owner
    append(entry, of: owner)
  }
}
