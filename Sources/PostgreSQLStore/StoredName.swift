import Jobs

extension RawRepresentable<String> {
  /// What a text of the database names. Throws `fault` where it is none; `kind` says what it should be.
  init(stored text: String, _ kind: String) throws {
    guard let value = Self(rawValue: text) else {
      throw JobStoreError.fault(reason: "\(text) is no \(kind)")
    }
    self = value
  }
}
