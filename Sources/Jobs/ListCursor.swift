/// What is listed a page at a time, newest first.
package protocol Listed {
  /// The letter that the texts of its cursors begin with, so that no list takes another's.
  static var cursorLetter: UInt8 { get }
}

extension Job: Listed {
  /// `c`
  package static var cursorLetter: UInt8 { UInt8(ascii: "c") }
}

extension Sweep: Listed {
  /// `s`
  package static var cursorLetter: UInt8 { UInt8(ascii: "s") }
}

/// A place in the list of jobs.
package typealias JobCursor = ListCursor<Job>
/// A place in the list of sweeps.
package typealias SweepCursor = ListCursor<Sweep>

/// A place in a list: right after (older than) one item.
///
/// The place is the item's number in the order of arrival, so a page neither repeats nor skips one
/// when others arrive or are deleted meanwhile. As text it is opaque: the letter of the list, the
/// number and a checksum in base32; a changed or invented text is refused, not misread.
package struct ListCursor<Item: Listed>: Hashable, Sendable, CustomStringConvertible {
  /// The number, in order of arrival, of the last item shown.
  package let position: Int64

  private static var positionDigits: Int { 13 }
  private static var checkDigits: Int { 4 }

  /// The place after the item with this number. Stores make these; clients get the text.
  package init(position: Int64) {
    self.position = position
  }

  /// Reads `description` back; nil unless it is exactly what `description` gave.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 1 + Self.positionDigits + Self.checkDigits,
      bytes[0] == Item.cursorLetter, let value = Base32.decode(bytes[1...Self.positionDigits]),
      let position = Int64(exactly: value), position >= 0
    else { return nil }
    self.init(position: position)
    guard description == text else { return nil }
  }

  /// The opaque text for clients.
  package var description: String {
    let value = UInt64(bitPattern: position)
    return String(decoding: [Item.cursorLetter], as: UTF8.self)
      + Base32.encode(high: 0, low: value, digits: Self.positionDigits)
      + Base32.encode(high: 0, low: Self.check(value), digits: Self.checkDigits)
  }

  /// FNV-1a over the eight bytes, low byte first, folded: it finds slips, it is no secret.
  private static func check(_ value: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for shift in stride(from: 0, to: 64, by: 8) {
      hash = (hash ^ (value >> UInt64(shift) & 0xFF)) &* 0x100_0000_01b3
    }
    return hash ^ hash >> 32
  }
}
