internal import HTTPCodec
internal import StrictJSON

/// The query of a request, holding nothing but parameters that its route takes.
struct CheckedQuery: Sendable {
  private let query: HTTPQuery

  /// Faults that one refusal lists: what is written of each is many times as long as the shortest
  /// name.
  private static let mostFaults = 16

  /// Refuses unknown names and repetitions, all at once up to ``mostFaults``.
  init(_ query: HTTPQuery, for route: Route) throws(Problem) {
    self.query = query
    guard !query.isEmpty else { return }
    var faults: [JSONObject] = []
    var seen: Set<String> = []
    for item in query.items where seen.insert(item.name).inserted {
      if faults.count == Self.mostFaults { break }
      if let parameter = route.parameters.first(where: { $0.name.hasOctets(of: item.name) }) {
        if !parameter.isRepeatable, query.values(of: item.name).count > 1 {
          faults.append(
            Problem.fault(
              parameter: item.name, code: "repeated_parameter", "Give \(item.name) once."))
        }
      } else {
        faults.append(Self.unknown(item.name, for: route))
      }
    }
    guard faults.isEmpty else {
      throw Problem(.invalidQuery, Problem.summary(of: faults), errors: faults)
    }
  }

  private static func unknown(_ name: String, for route: Route) -> JSONObject {
    let names = route.parameters.map(\.name)
    let known =
      names.isEmpty
      ? "This operation takes no parameters."
      : "This operation takes \(names.joined(separator: ", "))."
    return Problem.fault(
      parameter: name, code: "unknown_parameter",
      "There is no parameter \(name.shortened). \(known)",
      suggestion: NearName.nearest(to: name, among: names))
  }

  /// The value of `name`, or nil where it is not given.
  subscript(name: String) -> String? { query[name] }

  /// The values of `name`, also those listed with commas in one.
  func list(_ name: String) -> [String] {
    query.values(of: name).flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .map { String($0.trimmingBlanks()) }
  }

  /// The values of `name` as they are.
  func values(_ name: String) -> [String] { query.values(of: name) }

  /// A whole number in plain digits.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let text = query[name] else { return nil }
    guard let value = plainInteger(text), range.contains(value) else {
      throw Problem.query(
        parameter: name, code: "out_of_range",
        "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }

  /// A number as JSON writes it.
  func number(_ name: String, in range: ClosedRange<Double>) throws(Problem) -> Double? {
    guard let text = query[name] else { return nil }
    guard let value = (try? JSONValue.parse(text))?.numberValue?.asDouble, range.contains(value)
    else {
      throw Problem.query(
        parameter: name, code: "out_of_range",
        "\(name) must be a number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }

  /// One of a few words.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(Problem) -> Choice? {
    guard let text = query[name] else { return nil }
    return try Self.read(text, name, of: type)
  }

  /// One of a few words, out of the value of the parameter `name`.
  static func read<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String, _ name: String, of type: Choice.Type
  ) throws(Problem) -> Choice {
    guard let value = Choice(rawValue: text) else {
      let words = Choice.allCases.map(\.rawValue)
      throw Problem.query(
        parameter: name, code: "unknown_value",
        "\(name) must be one of \(words.joined(separator: ", ")).",
        suggestion: NearName.nearest(to: text, among: words))
    }
    return value
  }
}

/// A number written in digits alone: no sign, no blank, no leading zero beside others.
func plainInteger(_ text: some StringProtocol) -> Int? {
  let digits = text.utf8
  guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
    digits.count == 1 || digits.first != 0x30
  else { return nil }
  return Int(text)
}

extension Problem {
  /// An element of `errors` about a query parameter.
  static func fault(
    parameter: String, code: String, _ detail: String, suggestion: String? = nil
  ) -> JSONObject {
    var fault: JSONObject = [
      "parameter": .string(parameter), "code": .string(code), "detail": .string(detail),
    ]
    if let suggestion { fault["suggestion"] = .string(suggestion) }
    return fault
  }

  /// The problem of one wrong query parameter.
  static func query(
    parameter: String, code: String, _ detail: String, suggestion: String? = nil
  ) -> Problem {
    let fault = fault(parameter: parameter, code: code, detail, suggestion: suggestion)
    return Problem(.invalidQuery, summary(of: [fault]), errors: [fault])
  }

  fileprivate static func summary(of faults: [JSONObject]) -> String {
    faults.compactMap { fault in
      guard let detail = fault["detail"]?.stringValue else { return nil }
      return detail + (fault["suggestion"]?.stringValue.map { " Did you mean \($0)?" } ?? "")
    }.joined(separator: " ")
  }
}
