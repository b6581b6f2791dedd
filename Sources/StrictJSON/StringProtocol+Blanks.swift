extension StringProtocol {
  /// This text without blanks and tabs at its ends (RFC 9110, section 5.6.3).
  package func trimmingBlanks() -> SubSequence {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return self[endIndex..<endIndex] }
    return self[first...last]
  }
}
