package import Jobs

extension Timestamp {
  /// The moment as RFC 3339 writes it, in UTC with milliseconds: `2026-01-31T23:59:59.999Z`.
  package var rfc3339: String {
    let (days, millisecondOfDay) = milliseconds.quotientAndRemainder(floorDividingBy: 86_400_000)
    let (year, month, day) = Self.civil(daysSince1970: days)
    let second = millisecondOfDay / 1000
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    let time =
      "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    return "\(date)T\(time).\(padded(millisecondOfDay % 1000, 3))Z"
  }

  /// The Gregorian date of a day: years are counted from March, so that the leap day ends one
  /// (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  private static func civil(daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (daysSince1970 + 719_468).quotientAndRemainder(floorDividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * marchMonth + 2) / 5 + 1
    )
  }
}

private func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

extension Int64 {
  /// Quotient rounded towards minus infinity, and the remainder, which is never negative.
  fileprivate func quotientAndRemainder(floorDividingBy divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
