internal import HTTPCodec
internal import StrictJSON

/// The choice of an answer's form by `?format=` or `Accept` (RFC 9110, section 12.5.1).
enum ContentNegotiation {
  /// The form that the client likes best, the server's order deciding between equals.
  ///
  /// `format` wins over `Accept`, so that a link can carry the choice. Without either, the first.
  static func choose(
    from offered: [MediaFormat], format: String?, accept: String?
  ) throws(Problem) -> MediaFormat {
    guard let preferred = offered.first else { return .json }
    if let format {
      guard let chosen = offered.first(where: { $0.name == format }) else {
        throw Problem.query(
          parameter: "format", code: "unknown_format",
          "format must be one of \(offered.map(\.name).joined(separator: ", ")).",
          suggestion: NearName.nearest(to: format, among: offered.map(\.name)))
      }
      return chosen
    }
    guard let accept else { return preferred }
    let ranges = accept.split(separator: ",").compactMap(MediaRange.init)
    var best: (format: MediaFormat, quality: Double)?
    for format in offered {
      let quality =
        ranges.filter { $0.covers(format.type) }
        .max { $0.precision < $1.precision }?.quality ?? 0
      if quality > best?.quality ?? 0 { best = (format, quality) }
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
  private let type: Substring
  private let subtype: Substring
  let quality: Double

  /// Nil for what is not a media range. Parameters other than the weight are not compared.
  init?(_ text: Substring) {
    let parts = text.split(separator: ";").map { $0.trimmingBlanks() }
    guard let range = parts.first else { return nil }
    let names = range.split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
    type = names[0]
    subtype = names[1]
    let weight = parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }
    quality = weight.flatMap { Double($0.dropFirst(2)) }.map { min(max($0, 0), 1) } ?? 1
  }

  /// 2 for a full type, 1 for `type/*`, 0 for `*/*`: the most precise range decides.
  var precision: Int { type == "*" ? 0 : subtype == "*" ? 1 : 2 }

  func covers(_ mediaType: String) -> Bool {
    let names = mediaType.split(separator: "/")
    return (type == "*" && subtype == "*")
      || (type.lowercased() == names[0] && (subtype == "*" || subtype.lowercased() == names[1]))
  }
}

extension StringProtocol {
  /// This text without blanks and tabs at its ends (RFC 9110, section 5.6.3).
  func trimmingBlanks() -> SubSequence {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return self[endIndex..<endIndex] }
    return self[first...last]
  }
}
