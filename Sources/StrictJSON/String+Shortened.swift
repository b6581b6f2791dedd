extension String {
  /// At most 40 Unicode scalars, for messages. A character is no measure: it may be made of any
  /// number of scalars.
  package var shortened: String {
    let scalars = unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: 40, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return self }
    return self[..<end] + "…"
  }
}
