package import HTTPCodec
internal import StrictJSON

/// The query of a request, holding nothing but parameters that its route takes.
package struct CheckedQuery: Sendable {
  private let query: HTTPQuery

  /// Faults that one refusal lists: what is written of each is many times as long as the shortest
  /// name.
  private static let mostFaults = 16

  /// Refuses unknown names and repetitions, all at once up to ``mostFaults``.
  package init(_ query: HTTPQuery, taking parameters: [RouteParameter]) throws(Problem) {
    self.query = query
    guard !query.isEmpty else { return }
    var faults: [JSONObject] = []
    var seen: Set<String> = []
    for item in query.items where seen.insert(item.name).inserted {
      if faults.count == Self.mostFaults { break }
      if let parameter = parameters.first(where: { $0.name.hasOctets(of: item.name) }) {
        if !parameter.isRepeatable, query.values(of: item.name).count > 1 {
          faults.append(
            Problem.fault(
              parameter: item.name, code: "repeated_parameter", "Give \(item.name) once."))
        }
      } else {
        faults.append(Self.unknown(item.name, among: parameters))
      }
    }
    guard faults.isEmpty else {
      throw Problem(.invalidQuery, Problem.summary(of: faults), errors: faults)
    }
  }

  private static func unknown(
    _ name: String, among parameters: [RouteParameter]
  ) -> JSONObject {
    let names = parameters.map(\.name)
    let known =
      names.isEmpty
      ? "This operation takes no parameters."
      : "This operation takes \(names.joined(separator: ", "))."
    return Problem.fault(
      parameter: name, code: "unknown_parameter",
      "There is no parameter \(name.shortened). \(known)",
      suggestion: NearName.nearest(to: name, among: names))
  }

  /// The value of `name`; nil where it is not given or empty: forms and dashboards send those that
  /// nothing was chosen for.
  package subscript(name: String) -> String? {
    guard let text = query[name], !text.isEmpty else { return nil }
    return text
  }

  /// The values of `name`, also those listed with commas in one.
  package func list(_ name: String) -> [String] {
    query.values(of: name).flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .map { String($0.trimmingBlanks()) }
  }

  /// The values of `name`, also those listed with commas in one: each once, in order, without what is empty.
  package func names(_ name: String) -> [String] {
    var seen: Set<String> = []
    return list(name).filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  /// The values of `name` as they are.
  package func values(_ name: String) -> [String] { query.values(of: name) }

  /// A whole number in plain digits.
  package func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let text = self[name] else { return nil }
    guard let value = plainInteger(text), range.contains(value) else {
      throw Problem.query(
        parameter: name, code: "out_of_range",
        "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }

  /// A number as JSON writes it.
  package func number(_ name: String, in range: ClosedRange<Double>) throws(Problem) -> Double? {
    guard let text = self[name] else { return nil }
    guard let value = (try? JSONValue.parse(text))?.numberValue?.asDouble, range.contains(value)
    else {
      throw Problem.query(
        parameter: name, code: "out_of_range",
        "\(name) must be a number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }

  /// One of a few words.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(Problem) -> Choice? {
    guard let text = self[name] else { return nil }
    return try Self.read(text, name, of: type)
  }

  /// One of a few words, out of the value of the parameter `name`.
  package static func read<Choice: RawRepresentable<String> & CaseIterable>(
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
package func plainInteger(_ text: some StringProtocol) -> Int? {
  let digits = text.utf8
  guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
    digits.count == 1 || digits.first != 0x30
  else { return nil }
  return Int(text)
}
