internal import ByteCoding
internal import Experiments
internal import StrictJSON

extension Pieces {
  /// An array of rows of `columns` numbers each; null for those that are not finite.
  static func matrix(_ values: [Double], columns: Int) -> Pieces {
    let rows = values.count / max(1, columns)
    let ranges = ranges(of: rows, by: max(1, numbers / max(1, columns)))
    return array(ranges) { range in
      var writer = JSONWriter(reservingCapacity: 20 * range.count * columns)
      writer.array {
        for row in range { $0.numbersOrNulls(values[row * columns..<(row + 1) * columns]) }
      }
      return writer.bytes
    }
  }

  /// An array of numbers; null for those that are not finite.
  static func list(_ values: [Double]) -> Pieces {
    array(ranges(of: values.count, by: numbers)) { range in
      var writer = JSONWriter(reservingCapacity: 20 * range.count)
      writer.numbersOrNulls(values[range])
      return writer.bytes
    }
  }

  /// An array, of which `part` makes that of a range, brackets included.
  private static func array(
    _ ranges: [Range<Int>], _ part: @escaping @Sendable (Range<Int>) -> [UInt8]
  ) -> Pieces {
    Pieces(count: ranges.count) { index in
      let inner = part(ranges[index]).dropFirst().dropLast()
      return [UInt8(ascii: index == 0 ? "[" : ",")] + inner
        + (index == ranges.count - 1 ? [UInt8(ascii: "]")] : [])
    }
  }

  /// A value that is small.
  static func json(_ value: JSONValue) -> Pieces { Pieces(value.serialized()) }

  /// An object of these members, one at least, in this order.
  static func object(_ members: [(name: String, value: Pieces)]) -> Pieces {
    let ends = members.reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1.value.count) }
    return Pieces(count: ends.last ?? 0) { index in
      let number = ends.firstIndex { index < $0 } ?? 0
      let first = number == 0 ? 0 : ends[number - 1]
      var bytes: [UInt8] = []
      if index == first {
        bytes.append(UInt8(ascii: number == 0 ? "{" : ","))
        bytes += JSONValue.string(members[number].name).serialized()
        bytes.append(UInt8(ascii: ":"))
      }
      bytes += members[number].value.piece(index - first)
      if index == ends.last.map({ $0 - 1 }) { bytes.append(UInt8(ascii: "}")) }
      return bytes
    }
  }
}
