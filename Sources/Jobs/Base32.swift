/// Crockford's base32 in lower case (https://www.crockford.com/base32.html): no i, l, o, u.
///
/// Strict in reading: upper case and the look-alike letters are refused, so that one value has one
/// spelling.
enum Base32 {
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  private static let values: [UInt8?] = {
    var table = [UInt8?](repeating: nil, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }()

  /// The five bits that a character stands for, nil if it is no digit.
  static func value(of character: UInt8) -> UInt8? { values[Int(character)] }

  /// The lowest `5 * digits` bits of a 128-bit value, most significant digit first.
  static func encode(high: UInt64, low: UInt64, digits: Int) -> String {
    var characters = [UInt8](repeating: 0, count: digits)
    var (high, low) = (high, low)
    for index in characters.indices.reversed() {
      characters[index] = alphabet[Int(low & 31)]
      low = low >> 5 | high << 59
      high >>= 5
    }
    return String(decoding: characters, as: UTF8.self)
  }

  /// The 64-bit value of at most 13 digits, nil if one is no digit or the value does not fit.
  static func decode(_ text: some Sequence<UInt8>) -> UInt64? {
    var result: UInt64 = 0
    for character in text {
      guard let value = value(of: character), result >> 59 == 0 else { return nil }
      result = result << 5 | UInt64(value)
    }
    return result
  }
}
