internal import HTTPCodec

/// The values of a path's named segments: so few that a look-up compares them one by one.
package struct PathParameters: Sendable {
  fileprivate var values: [(name: String, value: String)] = []

  /// The value of the segment called `name`; nil where the pattern has none.
  package subscript(name: String) -> String? { values.first { $0.name == name }?.value }
}

/// A path with named segments, such as `/v1/jobs/{id}/curves`.
package struct RoutePattern: Sendable, CustomStringConvertible {
  private enum Segment: Sendable {
    case literal(String)
    case parameter(String)
  }

  /// The pattern as OpenAPI writes it.
  package let description: String
  private let segments: [Segment]

  init(_ text: String) {
    description = text
    segments = text.split(separator: "/").map {
      $0.hasPrefix("{") ? .parameter(String($0.dropFirst().dropLast())) : .literal(String($0))
    }
  }

  /// Whether its last segment is always the same text.
  package var endsInText: Bool {
    if case .literal = segments.last { true } else { false }
  }

  /// The values of the named segments, or nil where the path is another one.
  package func match(_ path: [String]) -> PathParameters? {
    guard path.count == segments.count else { return nil }
    var parameters = PathParameters()
    for (segment, text) in zip(segments, path) {
      switch segment {
      case .literal(let literal): if !literal.hasOctets(of: text) { return nil }
      case .parameter(let name):
        if text.isEmpty { return nil }
        parameters.values.append((name, text))
      }
    }
    return parameters
  }

  /// The pattern with its named segments replaced by the path's, where it has any there: what the
  /// path would have to be, for messages about a path that was probably misspelt.
  package func filled(from path: [String]) -> String {
    var text = ""
    for (index, segment) in segments.enumerated() {
      switch segment {
      case .literal(let literal): text += "/" + literal
      case .parameter(let name):
        let given = index < path.count ? path[index] : ""
        text += "/" + (given.isEmpty ? "{\(name)}" : given)
      }
    }
    return text
  }
}
