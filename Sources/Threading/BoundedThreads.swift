internal import Dispatch

/// Threads of one's own with a list that has an end: whoever hands work in faster than it is done waits
/// until there is a place.
package final class BoundedThreads: Sendable {
  private let threads: DedicatedThreads
  private let places: DispatchSemaphore

  /// Starts the threads; `most` is how much work may be handed in and not be done.
  package init(count: Int, most: Int, niceness: Int32 = 0) {
    threads = DedicatedThreads(count: count, niceness: niceness)
    places = DispatchSemaphore(value: most)
  }

  /// Puts work on the list, as soon as there is a place.
  ///
  /// - Precondition: the thread is one of the caller's own, and none of these.
  package func submit(_ work: @escaping @Sendable () -> Void) {
    places.wait()
    threads.submit { [places] in
      work()
      places.signal()
    }
  }
}
