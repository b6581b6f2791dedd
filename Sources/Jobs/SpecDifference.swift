/// What one text has that another has not: the many specs of a sweep are kept as one and the few
/// bytes by which each of the others differs from it.
///
/// A list of steps, each three numbers as LEB128 (how many bytes to copy from the base, how many of
/// the base to pass over, how many new ones follow) and the new bytes. It holds for any two texts;
/// it is short where they differ in few places.
package enum SpecDifference {
  /// Equal bytes after which two texts are taken to go on together: those of a `UInt64`.
  private static let anchor = 8
  /// Bytes that one difference may take up in both texts together, unless it goes to their ends.
  private static let reach = 128

  /// The difference; `applied(_:to:)` gives `text` again.
  ///
  /// - Complexity: O(length of both) and O(`reach`²) for each place where they differ.
  package static func of(_ text: [UInt8], from base: [UInt8]) -> [UInt8] {
    var steps: [UInt8] = []
    text.withUnsafeBytes { text in
      base.withUnsafeBytes { base in
        let shared = sharedTail(text[...], base[...])
        var (newer, older) = (text.dropLast(shared), base.dropLast(shared))
        while true {
          let copied = sharedHead(newer, older)
          newer = newer.dropFirst(copied)
          older = older.dropFirst(copied)
          if newer.isEmpty, older.isEmpty {
            // The tail that they share is the last copy.
            if copied + shared > 0 { append([copied + shared, 0, 0], to: &steps) }
            return
          }
          let (new, old) = gap(newer, older)
          append([copied, old, new], to: &steps)
          steps.append(contentsOf: newer.prefix(new))
          newer = newer.dropFirst(new)
          older = older.dropFirst(old)
        }
      }
    }
    return steps
  }

  /// The text that `difference` was made of; nil where it was made from another base, or is none.
  package static func applied(_ difference: [UInt8], to base: [UInt8]) -> [UInt8]? {
    var text: [UInt8] = []
    text.reserveCapacity(base.count + difference.count)
    var (rest, inBase) = (difference[...], 0)
    while !rest.isEmpty {
      guard let copied = number(&rest), let old = number(&rest), let new = number(&rest),
        copied <= base.count - inBase, old <= base.count - inBase - copied, new <= rest.count
      else { return nil }
      text.append(contentsOf: base[inBase..<inBase + copied])
      text.append(contentsOf: rest.prefix(new))
      rest = rest.dropFirst(new)
      inBase += copied + old
    }
    return inBase == base.count ? text : nil
  }

  private typealias Bytes = Slice<UnsafeRawBufferPointer>

  /// How many bytes both begin with.
  private static func sharedHead(_ one: Bytes, _ other: Bytes) -> Int {
    let most = min(one.count, other.count)
    var count = 0
    while count + anchor <= most, word(one, at: count) == word(other, at: count) {
      count += anchor
    }
    while count < most, one[one.startIndex + count] == other[other.startIndex + count] {
      count += 1
    }
    return count
  }

  /// How many bytes both end with.
  private static func sharedTail(_ one: Bytes, _ other: Bytes) -> Int {
    let most = min(one.count, other.count)
    var count = 0
    while count + anchor <= most,
      word(one, at: one.count - count - anchor) == word(other, at: other.count - count - anchor)
    {
      count += anchor
    }
    while count < most, one[one.endIndex - count - 1] == other[other.endIndex - count - 1] {
      count += 1
    }
    return count
  }

  /// How many bytes of each to pass over until they go on together; all of both where they do not
  /// within reach.
  private static func gap(_ one: Bytes, _ other: Bytes) -> (new: Int, old: Int) {
    // So much of each that a whole anchor follows.
    let (mostNew, mostOld) = (one.count - anchor, other.count - anchor)
    guard mostNew >= 0, mostOld >= 0 else { return (one.count, other.count) }
    for total in 1...reach {
      for new in max(0, total - mostOld)...max(0, total - mostOld, min(total, mostNew)) {
        let old = total - new
        guard new <= mostNew, old <= mostOld else { break }
        if word(one, at: new) == word(other, at: old) { return (new, old) }
      }
    }
    return (one.count, other.count)
  }

  /// The `anchor` bytes at an offset as one number.
  private static func word(_ bytes: Bytes, at offset: Int) -> UInt64 {
    bytes.base.loadUnaligned(fromByteOffset: bytes.startIndex + offset, as: UInt64.self)
  }

  private static func append(_ numbers: [Int], to steps: inout [UInt8]) {
    for number in numbers {
      var rest = UInt(number)
      while rest >= 0x80 {
        steps.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      steps.append(UInt8(rest))
    }
  }

  /// Reads a number; nil where there is none, or one past `Int`.
  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
    var (value, shift) = (0, 0)
    while let byte = rest.popFirst() {
      guard shift < 63 else { return nil }
      value |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
