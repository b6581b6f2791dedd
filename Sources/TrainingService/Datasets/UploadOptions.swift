internal import StrictJSON

/// Options that came as text, as the values that a JSON body would have.
struct UploadOptions {
  private(set) var object: JSONObject = [:]

  /// Adds one; false where it is there already. Columns may be several.
  mutating func add(_ text: String, to name: String) -> Bool {
    if ["target", "drop"].contains(name) {
      switch object[name] {
      case nil: object[name] = .string(text)
      case .array(let texts): object[name] = .array(texts + [.string(text)])
      case let first?: object[name] = .array([first, .string(text)])
      }
      return true
    }
    let value: JSONValue? =
      switch name {
      case "classes", "divisor": JSONNumber(literal: text).map(JSONValue.number)
      case "header": ["true": true, "false": false][text]
      default: nil
      }
    return object.insert(value ?? .string(text), forNewKey: name)
  }
}
