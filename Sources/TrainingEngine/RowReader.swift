internal import Kernels
internal import TrainingModel

/// Reads rows as they are kept in the precision that an engine trains in: what rounding the float64
/// number gives, to the bit.
///
/// Rows that many trainings learn from are so held once, in a byte or four a number.
final class RowReader<Scalar: KernelScalar> {
  private let numbers: RowNumbers
  private let columns: Int
  /// Of bytes that are not standardised, what each is read as.
  private let values: [Scalar]
  /// Room for the rows that are looked at in place.
  private var piece: NumberBuffer<Scalar>?

  /// - Parameter columns: numbers of a row.
  init(_ numbers: RowNumbers, columns: Int) {
    self.numbers = numbers
    self.columns = columns
    if case .bytes = numbers.storage, numbers.standardization == nil {
      values = RowNumbers(.bytes(Array(0...UInt8.max)[...])).divided(by: numbers.divisor).map {
        Scalar(rounding: $0)
      }
    } else {
      values = []
    }
  }

  /// Copies `count` rows from row `first` on, without padding.
  func read(_ first: Int, count: Int, to target: UnsafeMutablePointer<Scalar>) {
    let (start, length) = (first &* columns, count &* columns)
    switch numbers.storage {
    case .bytes(let bytes) where !values.isEmpty:
      bytes.withUnsafeBufferPointer { source in
        let source = source.baseAddress! + start
        values.withUnsafeBufferPointer { values in
          for place in 0..<length { target[place] = values[Int(source[place])] }
        }
      }
    case .float32(let floats)
    where Scalar.self == Float.self && numbers.divisor == 1 && numbers.standardization == nil:
      floats.withUnsafeBufferPointer { source in
        UnsafeMutableRawPointer(target).copyMemory(
          from: source.baseAddress! + start, byteCount: length &* MemoryLayout<Float>.stride)
      }
    case .float64(let doubles) where numbers.divisor == 1 && numbers.standardization == nil:
      doubles.withUnsafeBufferPointer { source in
        let source = source.baseAddress! + start
        for place in 0..<length { target[place] = Scalar(rounding: source[place]) }
      }
    default:
      // Row by row, so that what is made on the way stays small.
      for row in 0..<count {
        let values = numbers.values(start &+ row &* columns..<start &+ (row &+ 1) &* columns)
        let own = target + row &* columns
        for place in 0..<columns { own[place] = Scalar(rounding: values[place]) }
      }
    }
  }

  /// The same rows in memory of the reader's own, which stand until others are asked for.
  func piece(_ first: Int, count: Int) -> UnsafePointer<Scalar> {
    if piece.map({ $0.count < count &* columns }) ?? true {
      piece = NumberBuffer(count: count &* columns)
    }
    let room = piece!.pointer
    read(first, count: count, to: room)
    return UnsafePointer(room)
  }
}
