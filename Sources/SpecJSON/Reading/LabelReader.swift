internal import StrictJSON

/// Reads `name` and `labels`, which do not bear on the training.
package struct LabelReader {
  package let limits: SpecLimits

  package init(limits: SpecLimits) {
    self.limits = limits
  }

  /// The name, `nil` inside where there is none; `nil` where it is wrong.
  package func name(_ spec: Fields) -> String?? {
    guard let place = spec["name"], !place.value.isNull else { return .some(nil) }
    return text(place, 1...limits.nameLength).map { .some($0) } ?? nil
  }

  /// The labels; `nil` where any is wrong.
  package func labels(_ spec: Fields) -> [String: String]? {
    guard let place = spec["labels"] else { return [:] }
    guard let fields = Fields(unchecked: place, "labels by their keys") else { return nil }
    guard fields.names.count <= limits.labels else {
      place.fault(
        .outOfRange,
        "There are \(fields.names.count) labels; at most \(limits.labels) are allowed.")
      return nil
    }
    var labels: [String: String] = [:]
    var isWhole = true
    for key in fields.names {
      let value = text(fields[key]!, 0...limits.labelValueLength)
      if !isKey(key) {
        fields[key]!.fault(
          .outOfRange,
          "A label's key must be 1 to \(limits.labelKeyLength) of the characters a-z, A-Z, 0-9,"
            + " `.`, `_`, `-` and `/`.")
      }
      isWhole = isWhole && value != nil && isKey(key)
      labels[key] = value
    }
    return isWhole ? labels : nil
  }

  /// Keys stand in queries and are compared: plain ASCII, so that one key has one spelling.
  private func isKey(_ key: String) -> Bool {
    (1...limits.labelKeyLength).contains(key.utf8.count)
      && key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: "-"), UInt8(ascii: "/"):
          true
        default: false
        }
      }
  }

  private func text(_ place: Cursor, _ length: ClosedRange<Int>) -> String? {
    guard let text = place.value.stringValue else {
      place.mustBe("a string")
      return nil
    }
    guard length.contains(text.unicodeScalars.count),
      !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      place.fault(
        .outOfRange,
        "The text must have \(length.lowerBound) to \(length.upperBound) characters, and no control"
          + " characters.")
      return nil
    }
    return text
  }
}
