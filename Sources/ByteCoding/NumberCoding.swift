/// Numbers of a series as few bytes, without loss: neighbours of a series that was measured are alike,
/// and their differences have fewer bits than they.
///
/// A byte says the form. With the bit 0x10 the numbers are fractions: a variable-length q follows, and
/// each number x, at least 0, is the whole number n with `Double(n / q) + Double(n % q) / Double(q) ==
/// x`: shares, counts and steps. Without it a number is its bit pattern in the order of its value (all
/// bits inverted below 0, else the sign inverted). The lower bits, 0 to 3, say how often neighbours
/// were subtracted from each other. As many first differences (u64) follow; then one byte, the zeros
/// that all others end with, which are dropped; then the others in blocks of 8: a byte with their width
/// in bits and, from the lowest bit of the first byte on, as many bits each. Differences are written as
/// 2d, or -2d - 1 below 0 (zigzag).
///
/// Delta coding with a width a block is that of Lemire & Boytsov, "Decoding billions of integers per
/// second through vectorization", 2015.
enum NumberCoding {
  private static let fractions: UInt8 = 0x10
  private static let mostOrder = 3
  private static let block = 8

  /// Appends `values`, of which there are more than one. O(values).
  static func append(_ values: [Double], to writer: inout LittleEndianWriter) {
    let fraction = WholeFractions(values)
    let series = Differences(fraction?.numerators ?? values.map(\.ordered))
    writer.append(UInt8(series.order) | (fraction == nil ? 0 : fractions))
    if let fraction { writer.append(varint: fraction.denominator) }
    series.append(to: &writer)
  }

  /// Reads `count` numbers back; throws where the bytes do not hold so many.
  static func read(
    _ count: Int, from reader: inout LittleEndianReader
  ) throws(MalformedArtifact) -> [Double] {
    let form = try reader.read(UInt8.self)
    let order = Int(form & ~fractions)
    guard order <= mostOrder, order < count else { throw MalformedArtifact() }
    guard form & fractions != 0 else {
      return try Differences.read(count, order: order, from: &reader).map(Double.init(ordered:))
    }
    let denominator = try reader.readVarint()
    guard denominator > 0 else { throw MalformedArtifact() }
    return try Differences.read(count, order: order, from: &reader).map {
      WholeFractions.value($0, of: denominator)
    }
  }

  /// The differences of whole numbers, of the order that takes the fewest bytes.
  private struct Differences {
    private(set) var order = 0
    /// The first differences of each order, then the others.
    private var numbers: [UInt64]
    /// Zeros that all but the first end with.
    private var zeros = 0
    /// Bytes that all but the first take.
    private var byteCount = 0

    init(_ numbers: [UInt64]) {
      self.numbers = numbers
      var candidate = numbers
      var fewest = Int.max
      for order in 0...min(NumberCoding.mostOrder, numbers.count - 1) {
        let (bytes, zeros) = candidate.withUnsafeMutableBufferPointer { candidate in
          if order > 0 {
            for index in stride(from: candidate.count - 1, through: order, by: -1) {
              candidate[index] &-= candidate[index - 1]
            }
          }
          return Self.cost(UnsafeBufferPointer(rebasing: candidate[order...]), order)
        }
        guard 8 * order + bytes < fewest else { continue }
        fewest = 8 * order + bytes
        (self.order, self.numbers, self.zeros, byteCount) = (order, candidate, zeros, bytes)
      }
    }

    /// A number as it is packed.
    private static func packed(_ number: UInt64, _ order: Int, _ zeros: Int) -> UInt64 {
      if order == 0 { return number &>> UInt64(zeros) }
      let difference = Int64(bitPattern: number) &>> Int64(zeros)
      return UInt64(bitPattern: (difference &<< 1) ^ (difference &>> 63))
    }

    /// The bytes that numbers take, and the zeros that all of them end with.
    private static func cost(
      _ numbers: UnsafeBufferPointer<UInt64>, _ order: Int
    ) -> (bytes: Int, zeros: Int) {
      var all: UInt64 = 0
      for number in numbers { all |= number }
      let zeros = all == 0 ? 0 : all.trailingZeroBitCount
      var bytes = 1
      for start in stride(from: 0, to: numbers.count, by: NumberCoding.block) {
        let end = min(start + NumberCoding.block, numbers.count)
        bytes += 1 + (width(numbers, start..<end, order, zeros) * (end - start) + 7) / 8
      }
      return (bytes, zeros)
    }

    /// Bits that the largest of some numbers takes.
    private static func width(
      _ numbers: UnsafeBufferPointer<UInt64>, _ range: Range<Int>, _ order: Int, _ zeros: Int
    ) -> Int {
      var all: UInt64 = 0
      for index in range { all |= packed(numbers[index], order, zeros) }
      return 64 - all.leadingZeroBitCount
    }

    func append(to writer: inout LittleEndianWriter) {
      for number in numbers.prefix(order) { writer.append(number) }
      // With room for the last word's bytes that are not needed.
      let packed = [UInt8](unsafeUninitializedCapacity: byteCount + 8) { target, written in
        numbers.withUnsafeBufferPointer { numbers in
          let numbers = UnsafeBufferPointer(rebasing: numbers[order...])
          target[0] = UInt8(zeros)
          var place = 1
          for start in stride(from: 0, to: numbers.count, by: NumberCoding.block) {
            let range = start..<min(start + NumberCoding.block, numbers.count)
            let width = Self.width(numbers, range, order, zeros)
            target[place] = UInt8(width)
            pack(numbers, range, width, to: target.baseAddress! + place + 1)
            place += 1 + (width * range.count + 7) / 8
          }
          written = place
        }
      }
      writer.append(bytes: packed)
    }

    /// Writes the lowest `width` bits of each number one after the other, in words of 8 bytes.
    private func pack(
      _ numbers: UnsafeBufferPointer<UInt64>, _ range: Range<Int>, _ width: Int,
      to target: UnsafeMutablePointer<UInt8>
    ) {
      var target = UnsafeMutableRawPointer(target)
      var (word, filled): (UInt64, Int) = (0, 0)
      for index in range {
        let number = Self.packed(numbers[index], order, zeros)
        word |= number << filled
        filled += width
        guard filled >= 64 else { continue }
        target.storeBytes(of: word.littleEndian, as: UInt64.self)
        target += 8
        filled -= 64
        word = number >> (width - filled)
      }
      if filled > 0 { target.storeBytes(of: word.littleEndian, as: UInt64.self) }
    }

    static func read(
      _ count: Int, order: Int, from reader: inout LittleEndianReader
    ) throws(MalformedArtifact) -> [UInt64] {
      var numbers: [UInt64] = []
      for _ in 0..<order { numbers.append(try reader.read()) }
      let zeros = try reader.read(UInt8.self)
      guard zeros < 64 else { throw MalformedArtifact() }
      while numbers.count < count {
        let width = Int(try reader.read(UInt8.self))
        guard width <= 64 else { throw MalformedArtifact() }
        let block = try reader.read(
          bits: min(NumberCoding.block, count - numbers.count), width: width)
        for packed in block {
          let number = order == 0 ? packed : (packed >> 1) ^ (0 &- (packed & 1))
          numbers.append(number << UInt64(zeros))
        }
      }
      for first in stride(from: order, to: 0, by: -1) {
        for index in first..<max(first, count) { numbers[index] &+= numbers[index - 1] }
      }
      return numbers
    }
  }
}

/// Numbers that are fractions of one small denominator.
private struct WholeFractions {
  private static let largestDenominator: UInt64 = 1 << 20
  private static let largestValue = 0x1p40

  let denominator: UInt64
  let numerators: [UInt64]

  /// Nil where not every number is such a fraction to the bit.
  init?(_ values: [Double]) {
    var denominator: UInt64 = 1
    for value in values {
      // Most series are none, which their first numbers tell.
      guard let own = Self.denominator(of: value) else { return nil }
      denominator = denominator / Self.commonDivisor(denominator, own) * own
      guard denominator <= Self.largestDenominator else { return nil }
    }
    self.denominator = denominator
    var numerators: [UInt64] = []
    numerators.reserveCapacity(values.count)
    for value in values {
      let whole = value.rounded(.down)
      let numerator =
        UInt64(whole) * denominator + UInt64(((value - whole) * Double(denominator)).rounded())
      guard Self.value(numerator, of: denominator).bitPattern == value.bitPattern else {
        return nil
      }
      numerators.append(numerator)
    }
    self.numerators = numerators
  }

  static func value(_ numerator: UInt64, of denominator: UInt64) -> Double {
    let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    return Double(whole) + Double(rest) / Double(denominator)
  }

  /// The smallest denominator that a number has, among the convergents of its continued fraction.
  private static func denominator(of value: Double) -> UInt64? {
    guard value.sign == .plus, value <= largestValue else { return nil }
    let whole = value.rounded(.down)
    var rest = value - whole
    if rest == 0 { return 1 }
    var (numerator, denominator): (UInt64, UInt64) = (0, 1)
    var (lastNumerator, lastDenominator): (UInt64, UInt64) = (1, 0)
    while rest > 0 {
      let reciprocal = 1 / rest
      guard reciprocal < Double(largestDenominator) + 1 else { return nil }
      let part = UInt64(reciprocal)
      (numerator, lastNumerator) = (part * numerator + lastNumerator, numerator)
      (denominator, lastDenominator) = (part * denominator + lastDenominator, denominator)
      guard denominator <= largestDenominator else { return nil }
      if whole + Double(numerator) / Double(denominator) == value { return denominator }
      rest = reciprocal - Double(part)
    }
    return nil
  }

  private static func commonDivisor(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var (first, second) = (first, second)
    while second != 0 { (first, second) = (second, first % second) }
    return first
  }
}

extension Double {
  /// The bit pattern with the order of the numbers.
  fileprivate var ordered: UInt64 {
    bitPattern >> 63 == 1 ? ~bitPattern : bitPattern | 1 << 63
  }

  fileprivate init(ordered: UInt64) {
    self.init(bitPattern: ordered >> 63 == 1 ? ordered & ~(1 << 63) : ~ordered)
  }
}
