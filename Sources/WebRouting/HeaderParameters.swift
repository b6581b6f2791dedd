/// A field's value with its parameters: `value; name=token; name="quoted \" text"` (RFC 9110,
/// section 5.6.6).
package struct HeaderParameters {
  /// In lower case.
  package let value: String
  private let parameters: [String: String]

  /// Nil where the text has another form, or names a parameter twice.
  package init?(_ text: String) {
    let characters = Array(text)
    var position = 0

    func skipBlanks() {
      while position < characters.count, characters[position] == " " || characters[position] == "\t"
      {
        position += 1
      }
    }
    func token(until ends: Set<Character>) -> String {
      let start = position
      while position < characters.count, !ends.contains(characters[position]) { position += 1 }
      return String(characters[start..<position].trimmed)
    }
    func quoted() -> String? {
      position += 1
      var content = ""
      while position < characters.count, characters[position] != "\"" {
        if characters[position] == "\\" { position += 1 }
        guard position < characters.count else { return nil }
        content.append(characters[position])
        position += 1
      }
      guard position < characters.count else { return nil }
      position += 1
      return content
    }

    value = token(until: [";"]).lowercased()
    guard !value.isEmpty, !value.contains(where: { $0 == "\"" || $0 == "=" }) else { return nil }
    var parameters: [String: String] = [:]
    while position < characters.count {
      position += 1
      skipBlanks()
      let name = token(until: ["=", ";"]).lowercased()
      guard !name.isEmpty, position < characters.count, characters[position] == "=" else {
        return nil
      }
      position += 1
      skipBlanks()
      let content: String?
      if position < characters.count, characters[position] == "\"" {
        content = quoted()
        skipBlanks()
      } else {
        content = token(until: [";"])
      }
      guard let content, position == characters.count || characters[position] == ";",
        parameters.updateValue(content, forKey: name) == nil
      else { return nil }
    }
    self.parameters = parameters
  }

  /// A parameter; its name in lower case.
  package subscript(name: String) -> String? { parameters[name] }
}

extension ArraySlice<Character> {
  fileprivate var trimmed: ArraySlice<Character> {
    var rest = drop { $0 == " " || $0 == "\t" }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return rest
  }
}
