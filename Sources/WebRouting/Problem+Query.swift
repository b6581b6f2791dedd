package import StrictJSON

extension Problem {
  /// An element of `errors` about a query parameter.
  package static func fault(
    parameter: String, code: String, _ detail: String, suggestion: String? = nil
  ) -> JSONObject {
    var fault: JSONObject = [
      "parameter": .string(parameter), "code": .string(code), "detail": .string(detail),
    ]
    if let suggestion { fault["suggestion"] = .string(suggestion) }
    return fault
  }

  /// The problem of one wrong query parameter.
  package static func query(
    parameter: String, code: String, _ detail: String, suggestion: String? = nil
  ) -> Problem {
    let fault = fault(parameter: parameter, code: code, detail, suggestion: suggestion)
    return Problem(.invalidQuery, summary(of: [fault]), errors: [fault])
  }

  static func summary(of faults: [JSONObject]) -> String {
    faults.compactMap { fault in
      guard let detail = fault["detail"]?.stringValue else { return nil }
      return detail + (fault["suggestion"]?.stringValue.map { " Did you mean \($0)?" } ?? "")
    }.joined(separator: " ")
  }
}
