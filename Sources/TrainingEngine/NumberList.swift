internal import Kernels

/// Numbers one after the other as bytes in memory's order: a network's own numbers without the
/// padding and the lanes that a kernel puts between them.
struct NumberList<Scalar: KernelScalar> {
  private(set) var bytes: [UInt8]
  private var position = 0

  /// A list to be written.
  init(capacity: Int) {
    bytes = []
    bytes.reserveCapacity(capacity * MemoryLayout<Scalar>.stride)
  }

  /// A list to be read.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Writes `count` numbers that stand `stride` apart.
  mutating func append(_ numbers: UnsafePointer<Scalar>, count: Int, stride: Int = 1) {
    if stride == 1 {
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: numbers, count: count * Self.size))
      return
    }
    for place in 0..<count {
      withUnsafeBytes(of: numbers[place &* stride]) { bytes.append(contentsOf: $0) }
    }
  }

  /// Reads the next `count` numbers to places `stride` apart.
  mutating func read(to numbers: UnsafeMutablePointer<Scalar>, count: Int, stride: Int = 1) {
    require(position + count * Self.size <= bytes.count, "the list is shorter")
    bytes.withUnsafeBytes { source in
      for place in 0..<count {
        numbers[place &* stride] = source.loadUnaligned(
          fromByteOffset: position &+ place &* Self.size, as: Scalar.self)
      }
    }
    position += count * Self.size
  }

  private static var size: Int { MemoryLayout<Scalar>.stride }
}

extension LayerLayout {
  /// Visits the runs of numbers that stand together, in the order of ``LearnerState/numbers``.
  private func forEachRun(_ visit: (_ place: Int, _ count: Int) -> Void) {
    for input in 0..<fanIn {
      for first in Swift.stride(from: 0, to: units, by: panel) {
        visit(place(input: input, unit: first), min(panel, units - first))
      }
    }
    if hasBias { visit(biasOffset, units) }
  }

  /// Writes the layer's numbers out of a block.
  func write<Scalar: KernelScalar>(
    _ block: UnsafePointer<Scalar>, to list: inout NumberList<Scalar>
  ) {
    forEachRun { list.append(block + $0, count: $1) }
  }

  /// Reads the layer's numbers into a block.
  func read<Scalar: KernelScalar>(
    _ list: inout NumberList<Scalar>, into block: UnsafeMutablePointer<Scalar>
  ) {
    forEachRun { list.read(to: block + $0, count: $1) }
  }
}
