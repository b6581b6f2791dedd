internal import HTTPCodec
internal import StrictJSON

/// The choice of an answer's form by `?format=` or `Accept` (RFC 9110, section 12.5.1).
package enum ContentNegotiation {
  /// The form that the client likes best, the server's order deciding between equals.
  ///
  /// `format` wins over `Accept`, so that a link can carry the choice, and so does the end of the path,
  /// `suffix`; both together must agree. Without any, the first.
  package static func choose(
    from offered: [MediaFormat], suffix: MediaFormat? = nil, format: String?, accept: [String]
  ) throws(Problem) -> MediaFormat {
    guard let preferred = offered.first else { return .json }
    if let suffix {
      guard format == nil || format == suffix.name else {
        throw Problem.query(
          parameter: "format", code: "contradiction",
          "The path ends with .\(suffix.name). Send that, or another format, but not both.")
      }
      return suffix
    }
    if let format {
      guard let chosen = offered.first(where: { $0.name == format }) else {
        throw Problem.query(
          parameter: "format", code: "unknown_format",
          "format must be one of \(offered.map(\.name).joined(separator: ", ")).",
          suggestion: NearName.nearest(to: format, among: offered.map(\.name)))
      }
      return chosen
    }
    if accept.isEmpty { return preferred }
    let ranges = FieldElements.weighted(of: accept).compactMap(MediaRange.init)
    var best: (format: MediaFormat, weight: Int)?
    for format in offered {
      let weight =
        ranges.filter { $0.covers(format.type) }
        .max { $0.precision < $1.precision }?.weight ?? 0
      if weight > best?.weight ?? 0 { best = (format, weight) }
    }
    // An Accept without any readable range says nothing.
    if ranges.isEmpty { return preferred }
    guard let best else {
      throw Problem(
        .notAcceptable,
        "This is offered as \(offered.map(\.type).joined(separator: ", ")). Accept one of them.",
        members: ["offered": .array(offered.map { .string($0.type) })])
    }
    return best.format
  }
}

/// One element of `Accept`: `type/subtype`, `type/*` or `*/*`, with its weight.
private struct MediaRange {
  private let range: String
  /// Thousandths.
  let weight: Int
  /// 2 for a full type, 1 for `type/*`, 0 for `*/*`: the most precise range decides.
  let precision: Int

  /// Nil for what is not a media range. Parameters other than the weight are not compared, and a
  /// weight that is none counts as none given.
  init?(_ element: WeightedElement) {
    let octets = element.value.utf8
    guard let slash = octets.firstIndex(of: UInt8(ascii: "/")), slash != octets.startIndex,
      slash != octets.index(before: octets.endIndex)
    else { return nil }
    range = element.value
    weight = element.weight ?? 1000
    precision = range == "*/*" ? 0 : range.hasSuffix("/*") ? 1 : 2
  }

  /// `mediaType` is in lower case and has no parameters.
  func covers(_ mediaType: String) -> Bool {
    switch precision {
    case 0: true
    case 1: mediaType.utf8.starts(with: range.utf8.dropLast())
    default: mediaType == range
    }
  }
}
