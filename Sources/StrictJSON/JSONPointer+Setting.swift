/// Why nothing can be put where a JSON Pointer points.
package enum JSONSettingFault: Error, Equatable, Sendable {
  /// The value at `pointer` is neither an object nor an array: nothing is inside it.
  case notContainer(JSONPointer)
  /// The array at `pointer` has only `count` elements, and the next token is the index of none.
  case noElement(JSONPointer, count: Int)
}

extension JSONValue {
  /// This value with `value` where `pointer` points; objects that are missing on the way are made.
  ///
  /// `null` removes a member of an object, as in a merge patch (RFC 7396), and stands for itself as
  /// an element of an array. Arrays neither grow nor shrink.
  ///
  /// - Complexity: O(size of the objects and arrays on the way).
  package func setting(
    _ value: JSONValue, at pointer: JSONPointer
  ) throws(JSONSettingFault) -> JSONValue {
    try setting(value, at: pointer.tokens[...], of: .root)
  }

  private func setting(
    _ value: JSONValue, at tokens: ArraySlice<String>, of place: JSONPointer
  ) throws(JSONSettingFault) -> JSONValue {
    guard let token = tokens.first else { return value }
    let rest = tokens.dropFirst()
    switch self {
    case .object(var object):
      let member = object[token]
      if rest.isEmpty, value.isNull {
        object[token] = JSONValue?.none
      } else if member != nil || !value.isNull {
        object[token] = try (member ?? .object([:])).setting(
          value, at: rest, of: place.appending(token))
      }
      return .object(object)
    case .array(var elements):
      guard let index = Int(token), String(index).hasSameBytes(as: token),
        elements.indices.contains(index)
      else { throw .noElement(place, count: elements.count) }
      elements[index] = try elements[index].setting(
        value, at: rest, of: place.appending(index))
      return .array(elements)
    case .null, .bool, .number, .string:
      throw .notContainer(place)
    }
  }
}

extension JSONPointer {
  /// Whether `other` names this place or one inside it. O(length).
  package func contains(_ other: JSONPointer) -> Bool {
    let (mine, others) = (description.utf8, other.description.utf8)
    guard others.count >= mine.count, others.starts(with: mine) else { return false }
    return others.count == mine.count
      || others[others.index(others.startIndex, offsetBy: mine.count)] == UInt8(ascii: "/")
  }
}
