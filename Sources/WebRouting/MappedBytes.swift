internal import Glibc

/// Octets in memory of their own, which the system gives as they are written and takes back whole.
///
/// Unlike an array it never moves to grow: while it is filled it takes its own size and no more.
///
/// Unchecked `Sendable`: whoever makes it fills it before anyone else has it.
package final class MappedBytes: @unchecked Sendable {
  private let start: UnsafeMutableRawPointer
  private let capacity: Int
  /// Octets that are filled.
  private var count = 0

  /// Room for `capacity` octets; nil where the system has none.
  init?(capacity: Int) {
    let capacity = max(capacity, 1)
    guard
      let start = mmap(
        nil, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
      start != MAP_FAILED
    else { return nil }
    self.start = start
    self.capacity = capacity
  }

  deinit { munmap(start, capacity) }

  /// What is filled; valid while this object lives.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  /// The room that is left.
  var rest: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: start + count, count: capacity - count)
  }

  /// Counts `count` octets, which were written to ``rest``, in.
  func fill(_ count: Int) { self.count += count }
}
