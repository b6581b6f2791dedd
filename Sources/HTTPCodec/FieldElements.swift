/// The elements of a field that is a list, `#element` (RFC 9110, section 5.6.1).
///
/// Such fields are read before it is known who sent them: octet by octet, each once, and no more
/// than ``most`` elements. A field may hold more of them, which are not read.
package enum FieldElements {
  /// Elements of one field that are read, empty ones among them; what stands behind them is ignored.
  package static let most = 64

  /// How a double quote is read.
  package enum Quotes: Sendable {
    /// As a bound of a quoted-string, in which a backslash escapes the next octet (RFC 9110, section
    /// 5.6.4).
    case escaping
    /// As a bound of an opaque tag, in which a backslash is an octet like others (RFC 9110, section
    /// 8.8.3).
    case plain
  }

  /// The elements of `values`, which are one list (RFC 9110, section 5.3), each without the blanks
  /// around it; empty ones are left out.
  ///
  /// - Complexity: O(octets).
  package static func texts(of values: [String], quotes: Quotes = .escaping) -> [String] {
    var texts: [String] = []
    forEach(in: values, quotes) { texts.append($0.text) }
    return texts
  }

  /// The elements of `values` as values with weights.
  ///
  /// - Complexity: O(octets).
  package static func weighted(of values: [String]) -> [WeightedElement] {
    var elements: [WeightedElement] = []
    forEach(in: values, .escaping) { elements.append(WeightedElement($0)) }
    return elements
  }

  private static func forEach(
    in values: [String], _ quotes: Quotes, _ body: (Span<UInt8>) -> Void
  ) {
    var left = most
    for value in values where left > 0 {
      var value = value
      value.withUTF8 { octets in
        let octets = octets.span
        var start = 0
        while start <= octets.count, left > 0 {
          left -= 1
          let end = octets.endOfPiece(from: start, before: UInt8(ascii: ","), quotes)
          let element = octets.trimmingBlanks(start..<end)
          if !element.isEmpty { body(octets.extracting(element)) }
          start = end + 1
        }
      }
    }
  }
}

/// An element of `Accept` and its like: a value, and how much the client likes it (RFC 9110, section
/// 12.4.2).
package struct WeightedElement: Sendable, Equatable {
  /// What stands before the first semicolon, ASCII letters in lower case; empty where it has octets
  /// that no such value has: to compare texts of all of Unicode can take long.
  package let value: String
  /// Thousandths; 1000 where no weight is given, nil where what is given is none.
  package private(set) var weight: Int? = 1000
  /// Whether there are parameters besides the first weight.
  package private(set) var hasOtherParameters = false

  init(_ octets: Span<UInt8>) {
    let separator = UInt8(ascii: ";")
    var end = octets.endOfPiece(from: 0, before: separator, .escaping)
    let text = octets.extracting(octets.trimmingBlanks(0..<end))
    value = text.allSatisfy { $0 < 0x80 } ? text.lowercasedText : ""
    var isWeighted = false
    while end < octets.count {
      let start = end + 1
      end = octets.endOfPiece(from: start, before: separator, .escaping)
      let parameter = octets.extracting(octets.trimmingBlanks(start..<end))
      guard !isWeighted, parameter.count >= 2, parameter[0].lowercased == UInt8(ascii: "q"),
        parameter[1] == UInt8(ascii: "=")
      else {
        hasOtherParameters = true
        continue
      }
      isWeighted = true
      weight = WeightedElement.weight(parameter.extracting(2..<parameter.count))
    }
  }

  /// qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
  private static func weight(_ octets: Span<UInt8>) -> Int? {
    guard (1...5).contains(octets.count), octets[0] & 0xFE == UInt8(ascii: "0"),
      octets.count == 1 || octets[1] == UInt8(ascii: ".")
    else { return nil }
    var thousandths = Int(octets[0] - 0x30) * 1000
    var place = 100
    for index in 2..<max(2, octets.count) {
      guard octets[index].isDigit else { return nil }
      thousandths += Int(octets[index] - 0x30) * place
      place /= 10
    }
    return thousandths <= 1000 ? thousandths : nil
  }
}

extension Span<UInt8> {
  /// Where the piece that begins at `start` ends: at the first `separator` outside of quotes, or at
  /// the end.
  fileprivate func endOfPiece(
    from start: Int, before separator: UInt8, _ quotes: FieldElements.Quotes
  ) -> Int {
    var isQuoted = false
    var index = start
    while index < count {
      switch self[index] {
      case separator where !isQuoted: return index
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\\") where isQuoted && quotes == .escaping: index += 1
      default: break
      }
      index += 1
    }
    return count
  }

  /// The octets, which are UTF-8, as text with ASCII letters in lower case.
  fileprivate var lowercasedText: String {
    String(unsafeUninitializedCapacity: count) { space in
      for index in 0..<count { space[index] = self[index].lowercased }
      return count
    }
  }
}

extension String {
  /// This text with ASCII letters in lower case: names of hosts, schemes and media types compare so
  /// (RFC 9110, section 4.2.3).
  ///
  /// - Complexity: O(octets); `lowercased()` folds all of Unicode, in many times the time.
  package var asciiLowercased: String {
    var text = self
    return text.withUTF8 { $0.span.lowercasedText }
  }

  /// This text without blanks and tabs at its ends (RFC 9110, section 5.6.3).
  package var withoutOuterBlanks: String {
    var text = self
    return text.withUTF8 { octets in
      let octets = octets.span
      return octets.extracting(octets.trimmingBlanks(0..<octets.count)).text
    }
  }
}

extension StringProtocol {
  /// Whether both texts are the same octets.
  ///
  /// `==` finds texts equal that Unicode calls equivalent, and for some that a client can send takes
  /// many times as long as reading them does.
  package func hasOctets(of other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}
