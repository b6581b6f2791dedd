internal import StrictJSON

/// Options that came as text, as the values that a JSON body would have.
struct UploadOptions {
  private(set) var object: JSONObject = [:]

  /// Adds one; false where it is there already. Columns of the target may be several.
  mutating func add(_ text: String, to name: String) -> Bool {
    if name == "target" {
      switch object[name] {
      case nil: object[name] = .string(text)
      case .array(let texts): object[name] = .array(texts + [.string(text)])
      case let first?: object[name] = .array([first, .string(text)])
      }
      return true
    }
    let isNumber = ["classes", "divisor"].contains(name)
    let number = isNumber ? JSONNumber(literal: text).map(JSONValue.number) : nil
    return object.insert(number ?? .string(text), forNewKey: name)
  }
}
