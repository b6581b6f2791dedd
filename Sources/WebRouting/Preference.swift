package import HTTPCodec

/// `Prefer: wait=N` (RFC 7240, section 4.3): how long a client likes to wait for the result.
package enum Preference {
  /// The longest wait that is granted, in seconds.
  package static let longestWait = 60

  /// The seconds asked for, at most `longestWait`; nil where there are none. What cannot be read is
  /// ignored (RFC 7240, section 2).
  package static func wait(in headers: HTTPFields) -> Int? {
    for preference in FieldElements.texts(of: headers.values(of: "prefer")) {
      // Parameters of a preference follow a semicolon.
      let parts = preference.utf8.prefix { $0 != UInt8(ascii: ";") }
        .split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        .map { String(Substring($0)).withoutOuterBlanks }
      guard parts.count == 2, parts[0].asciiLowercased.hasOctets(of: "wait") else { continue }
      let isQuoted = parts[1].utf8.count > 1 && parts[1].hasPrefix("\"") && parts[1].hasSuffix("\"")
      guard let seconds = plainInteger(isQuoted ? parts[1].dropFirst().dropLast() : parts[1][...])
      else { continue }
      return min(seconds, longestWait)
    }
    return nil
  }
}
