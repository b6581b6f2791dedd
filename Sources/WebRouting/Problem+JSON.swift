package import StrictJSON

extension Problem {
  /// What a body that is not JSON is answered with: where the reader stopped, and why.
  package init(_ error: JSONError) {
    self.init(
      .invalidJSON, error.description,
      errors: [
        [
          "pointer": .string(error.pointer.description), "code": .string(error.code.rawValue),
          "detail": .string(error.message), "offset": .number(JSONNumber(error.offset)),
          "line": .number(JSONNumber(error.line)), "column": .number(JSONNumber(error.column)),
        ]
      ])
  }
}
