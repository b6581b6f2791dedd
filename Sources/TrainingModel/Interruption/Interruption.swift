/// Whether the answer of the computation under way is still wanted: what `Task.isCancelled` is to a
/// task, for code that computes on a thread of its own.
///
/// Loops that may take longer than some milliseconds ask it between blocks of work. One that is told
/// so leaves its work unfinished and returns at once, numbers without a meaning included: whoever
/// began the computation, ``InterruptionSource/run(_:)``, throws them away.
package struct Interruption: Sendable {
  private let source: InterruptionSource?

  @TaskLocal static var bound: InterruptionSource?

  /// That of the computation which the calling thread is in; outside of any, one that is never
  /// requested. Take it once before a loop.
  package static var current: Interruption { Interruption(source: bound) }

  /// Whether nobody wants the answer any more.
  package var isRequested: Bool { source?.isRequested ?? false }
}
