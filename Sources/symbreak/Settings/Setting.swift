/// One setting of the program: a row of ``SettingsCatalogue``.
///
/// `max-jobs` is the option `--max-jobs` and the variable `SYMBREAK_MAX_JOBS`.
package struct Setting<Value: Sendable>: Sendable {
  /// The option's name without its dashes.
  package let name: String
  /// What a value has to be, for messages: "a whole number from 0 to 65535".
  package let expectation: String
  /// The value that a text stands for; nil where it stands for none.
  let parse: @Sendable (String) -> Value?

  /// The environment variable with the same meaning.
  package var variable: String { variableName(ofSetting: name) }
}

/// The environment variable of the setting `name`.
func variableName(ofSetting name: String) -> String {
  settingVariablePrefix + name.uppercased().replacing("-", with: "_")
}

/// What the names of all the program's environment variables begin with.
let settingVariablePrefix = "SYMBREAK_"

extension Setting where Value == Int {
  /// A whole number in `range`, written in digits alone.
  static func wholeNumber(_ name: String, in range: ClosedRange<Int>) -> Setting {
    Setting(
      name: name, expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      parse: { text in
        guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
          let number = Int(text), range.contains(number)
        else { return nil }
        return number
      })
  }
}

extension Setting where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the names of `Value`'s cases.
  static func choice(_ name: String) -> Setting {
    Setting(
      name: name,
      expectation: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
      parse: Value.init(rawValue:))
  }
}
