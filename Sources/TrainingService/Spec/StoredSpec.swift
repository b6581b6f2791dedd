/// Normalised specs as the store has them, looked at as text.
package enum StoredSpec {
  private static let rowMembers: Set<[UInt8]> = Set(
    ["inputs", "targets", "test_inputs", "test_targets"].map { Array($0.utf8) })
  private static let dataset = Array("dataset".utf8)

  /// The spec without the rows that specs of earlier versions carry in `dataset`; what else stands
  /// there stays. What has no rows comes back as it is.
  ///
  /// - Parameter text: a spec as `SpecWriter` made it: compact JSON.
  /// - Complexity: O(length); nothing is read but where members begin and end.
  package static func withoutRows(_ text: [UInt8]) -> [UInt8] {
    var scanner = MemberScanner(text: text, position: 0)
    for member in scanner.members() where Array(text[member.name]) == dataset {
      var inner = MemberScanner(text: text, position: member.value.lowerBound)
      let members = inner.members()
      let kept = members.filter { !rowMembers.contains(Array(text[$0.name])) }
      if kept.count == members.count { return text }
      // A name begins after its quotation mark.
      let shown = kept.map { text[($0.name.lowerBound - 1)..<$0.value.upperBound] }
      return text[..<member.value.lowerBound] + [UInt8(ascii: "{")]
        + Array(shown.joined(separator: [UInt8(ascii: ",")])) + [UInt8(ascii: "}")]
        + text[member.value.upperBound...]
    }
    return text
  }
}

/// Finds the members of an object in compact JSON that is known to be right.
private struct MemberScanner {
  struct Member {
    /// Between the quotation marks.
    var name: Range<Int>
    var value: Range<Int>
  }

  let text: [UInt8]
  var position: Int

  /// The members of the object at `position`; none where something else stands there.
  mutating func members() -> [Member] {
    guard position < text.count, text[position] == UInt8(ascii: "{") else { return [] }
    position += 1
    var members: [Member] = []
    while position < text.count, text[position] == UInt8(ascii: "\"") {
      let name = position + 1
      skipString()
      let nameEnd = position - 1
      position += 1
      let value = position
      skipValue()
      members.append(Member(name: name..<nameEnd, value: value..<position))
      guard position < text.count, text[position] == UInt8(ascii: ",") else { break }
      position += 1
    }
    return members
  }

  /// Moves past the string that begins here.
  private mutating func skipString() {
    position += 1
    while position < text.count, text[position] != UInt8(ascii: "\"") {
      position += text[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    position += 1
  }

  /// Moves to the comma or bracket that ends the value here.
  private mutating func skipValue() {
    var depth = 0
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\""):
        skipString()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
      case UInt8(ascii: ","):
        if depth == 0 { return }
      default: break
      }
      position += 1
    }
  }
}
