internal import StrictJSON

/// Finds the values of settings: an option goes before an environment variable, and that before the
/// default.
///
/// A text that is no value of its setting is never passed over: all of them are told at once.
package struct SettingsReader {
  private let environment: [String: String]
  private var faults: [String] = []

  package init(environment: [String: String]) {
    self.environment = environment
  }

  /// Changes those of `limits` that something was given for; `options` are in the order of `settings`.
  mutating func read<Limits>(
    _ settings: [LimitSetting<Limits>], options: [String?], into limits: inout Limits
  ) {
    for (limit, option) in zip(settings, options) {
      if let value = read(limit.setting, option: option) { limit.write(&limits, value) }
    }
  }

  /// The value of `setting`, or nil where it was not set, or wrongly.
  package mutating func read<Value>(_ setting: Setting<Value>, option: String?) -> Value? {
    let source: String
    let text: String
    if let option {
      (source, text) = ("--\(setting.name)", option)
    } else if let value = environment[setting.variable] {
      (source, text) = ("the environment variable \(setting.variable)", value)
    } else {
      return nil
    }
    guard let value = setting.parse(text) else {
      refuse("\(source) is \"\(text)\": give \(setting.expectation).")
      return nil
    }
    return value
  }

  /// Adds a fault that concerns more than the form of one value.
  package mutating func refuse(_ message: String) {
    faults.append(message)
  }

  /// Whether no more was refused than of another.
  func isAsFaulty(as other: SettingsReader) -> Bool { faults.count == other.faults.count }

  /// Throws everything that was refused.
  package func finish() throws(SettingsFaults) {
    if !faults.isEmpty { throw SettingsFaults(faults: faults) }
  }

  /// What to warn of: variables that look like the program's and mean nothing to it.
  package static func warnings(environment: [String: String]) -> [String] {
    let known = SettingsCatalogue.variables + WorkerCatalogue.variables
    return environment.keys.sorted().compactMap { name in
      guard name.hasPrefix(settingVariablePrefix), !known.contains(name),
        let near = NearName.nearest(to: name, among: known)
      else { return nil }
      return "The environment variable \(name) means nothing here. Was \(near) meant?"
    }
  }
}

/// Settings that cannot be used; never empty.
package struct SettingsFaults: Error, Equatable, CustomStringConvertible {
  /// One sentence each.
  package let faults: [String]

  /// A refusal for these faults.
  package init(faults: [String]) {
    self.faults = faults
  }

  /// The faults, one a line.
  package var description: String { faults.joined(separator: "\n") }
}
