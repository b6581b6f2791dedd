/// The date format of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110, section 5.6.7).
package enum HTTPDate {
  /// The 29 octets for a time given in seconds since 1970-01-01T00:00:00Z, not before it.
  package static func octets(secondsSince1970 seconds: Int) -> [UInt8] {
    let days = seconds / 86_400
    let second = seconds % 86_400
    let (year, month, day) = civil(daysSince1970: days)
    var text: [UInt8] = []
    text.reserveCapacity(29)
    text.append(weekdays[days % 7])
    text.append(", ")
    text.append(twoDigits: day)
    text.append(months[month - 1])
    text.append(decimal: year)
    text.append(.space)
    text.append(twoDigits: second / 3_600)
    text.append(":")
    text.append(twoDigits: second / 60 % 60)
    text.append(":")
    text.append(twoDigits: second % 60)
    text.append(" GMT")
    return text
  }

  // 1970-01-01 was a Thursday.
  private static let weekdays: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months: [StaticString] = [
    " Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ",
    " Nov ", " Dec ",
  ]

  /// The Gregorian date of a day number: years counted from March, so that the leap day ends one
  /// (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  private static func civil(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
    let days = daysSince1970 + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

extension Array<UInt8> {
  fileprivate mutating func append(twoDigits value: Int) {
    append(UInt8(0x30 + value / 10))
    append(UInt8(0x30 + value % 10))
  }
}
