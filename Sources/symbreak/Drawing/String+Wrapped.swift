extension String {
  /// The text behind `start` in lines of at most `width` columns, broken at blanks, the lines after the
  /// first `indent` columns in. A word that is longer stays whole.
  package func wrapped(to width: Int, start: String = "", indent: Int = 0) -> [String] {
    var lines: [String] = []
    var line = start
    var isBlank = true
    for word in split(separator: " ") {
      if isBlank {
        line += word
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(repeating: " ", count: indent) + word
      }
      isBlank = false
    }
    return lines + [line]
  }
}
