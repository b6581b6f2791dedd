internal import Synchronization

/// Ends a step under way that nobody waits for any more.
///
/// Those who compute look at it between pieces of about a millisecond. Once it is raised they leave
/// out what they have not begun, so that whatever the step leaves behind is void: its user looks at
/// ``wasRaised`` before it takes anything of it for a result.
final class StepBreak: Sendable {
  private let isWanted: @Sendable () -> Bool
  private let latch = Atomic<Bool>(false)
  private let isHeld = Atomic<Bool>(false)

  /// A break that is raised once `isWanted` says so, from whichever thread asks it.
  init(isWanted: @escaping @Sendable () -> Bool = { false }) {
    self.isWanted = isWanted
  }

  /// Whether to leave out the rest of the step, asked anew.
  var isRaised: Bool {
    if latch.load(ordering: .relaxed) { return true }
    guard !isHeld.load(ordering: .relaxed), isWanted() else { return false }
    latch.store(true, ordering: .relaxed)
    return true
  }

  /// Whether anything may have been left out since the last ``reset()``.
  var wasRaised: Bool { latch.load(ordering: .relaxed) }

  /// Begins a new step, which is not given up where `isHeld`.
  func reset(isHeld: Bool = false) {
    self.isHeld.store(isHeld, ordering: .relaxed)
    latch.store(false, ordering: .relaxed)
  }
}
