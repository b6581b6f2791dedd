internal import CPlatform
internal import Kernels

/// One block of memory from which the buffers of an engine are cut, zero at first, freed with its
/// owner.
///
/// Large blocks ask for huge pages: a matrix product walks many rows at once, and with ordinary
/// pages it waits for address translation more than for data.
final class NumberArena<Scalar: KernelScalar> {
  private let base: UnsafeMutablePointer<Scalar>
  private let capacity: Int
  private var used = 0

  private static var hugePage: Int { 2 << 20 }
  private static var cacheLine: Int { 64 }

  /// - Parameter counts: the numbers of every buffer that will be cut.
  init(counts: [Int]) {
    let bytes = counts.reduce(0) { $0 + Self.padded($1) } * MemoryLayout<Scalar>.stride
    let alignment = bytes >= Self.hugePage / 2 ? Self.hugePage : Self.cacheLine
    let whole = max(1, (bytes + alignment - 1) / alignment) * alignment
    guard let memory = symbreak_allocate_pages(alignment, whole) else {
      fatalError("no memory for \(whole) bytes of a network's buffers")
    }
    capacity = whole / MemoryLayout<Scalar>.stride
    base = memory.bindMemory(to: Scalar.self, capacity: capacity)
  }

  deinit {
    base.deallocate()
  }

  /// The next buffer, aligned to a cache line.
  func cut(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    require(used + Self.padded(count) <= capacity, "the arena was sized for other buffers")
    defer { used += Self.padded(count) }
    return base + used
  }

  /// A count rounded up to whole cache lines, and one line more: rows of a power of two bytes in
  /// two buffers would otherwise fall on the same lines of the cache.
  private static func padded(_ count: Int) -> Int {
    let line = cacheLine / MemoryLayout<Scalar>.stride
    return (count + line - 1) / line * line + line
  }
}
