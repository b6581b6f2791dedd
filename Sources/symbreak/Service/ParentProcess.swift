internal import Glibc

/// The process that started this one, which is to end with it: what an engine has started must not go on
/// working when the engine has given up the place.
///
/// It is asked for now and then. A signal at the parent's end (prctl(2), `PR_SET_PDEATHSIG`) would also
/// come when only the thread has ended that started this process, as the threads of engines do.
struct ParentProcess: Sendable {
  private let id = getppid()

  /// Whether it has ended: then another one has taken its place.
  var isGone: Bool { getppid() != id }
}
