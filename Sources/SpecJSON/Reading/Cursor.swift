package import StrictJSON
package import TrainingModel

/// A value of the spec with its place, and the list that its faults go to.
///
/// Every reading call returns `nil` where the value is not what it must be, and has then added the
/// fault; the caller goes on with the rest.
package struct Cursor {
  package let value: JSONValue
  package let pointer: JSONPointer
  package let faults: FaultList

  package init(value: JSONValue, pointer: JSONPointer, faults: FaultList) {
    self.value = value
    self.pointer = pointer
    self.faults = faults
  }

  package func fault(_ code: SpecFault.Code, _ detail: String, suggestion: String? = nil) {
    faults.add(code, at: pointer, detail, suggestion: suggestion)
  }

  /// The place as messages name it: the last token, or "the spec".
  private var label: String {
    pointer.tokens.last.map { "`\($0.shortened)`" } ?? "The spec"
  }

  package func mustBe(_ what: String) {
    fault(.wrongType, "\(label) must be \(what), not \(value.kindDescription).")
  }

  /// The elements of an array.
  package func elements() -> [Cursor]? {
    guard let values = value.arrayValue else {
      mustBe("an array")
      return nil
    }
    return values.indices.map(element)
  }

  /// The element at `index` of what is known to be an array.
  package func element(_ index: Int) -> Cursor {
    Cursor(
      value: value.arrayValue![index], pointer: pointer.appending(index), faults: faults)
  }

  /// A finite number in `range`; negative zero becomes zero.
  package func number(_ range: NumberRange) -> Double? {
    guard let number = value.numberValue else {
      fault(.notANumber, "\(label) must be a number, not \(value.kindDescription).")
      return nil
    }
    guard let double = number.asDouble, range.contains(double) else {
      fault(.outOfRange, "\(label) must be a number \(range.phrase), not \(number.shown).")
      return nil
    }
    return double + 0
  }

  /// A whole number in `range`, written `4`, `4.0` or `4e0`. `tooMany` is the fault of one past
  /// the range's end.
  package func integer(_ range: ClosedRange<Int>, tooMany: SpecFault.Code = .outOfRange) -> Int? {
    guard let number = value.numberValue else {
      fault(.notANumber, "\(label) must be a whole number, not \(value.kindDescription).")
      return nil
    }
    guard let integer = number.asInt, range.contains(integer) else {
      let allowed = "a whole number from \(range.lowerBound) to \(range.upperBound)"
      let double = number.asDouble ?? .infinity
      let code: SpecFault.Code =
        double.rounded() != double
        ? .notWhole : double > Double(range.upperBound) ? tooMany : .outOfRange
      fault(code, "\(label) must be \(allowed), not \(number.shown).")
      return nil
    }
    return integer
  }

  package func flag() -> Bool? {
    guard let flag = value.boolValue else {
      mustBe("true or false")
      return nil
    }
    return flag
  }

  /// One of `names`, exactly as written there.
  package func name(_ kind: String, among names: [String]) -> String? {
    guard let text = value.stringValue else {
      mustBe("the name of \(kind)")
      return nil
    }
    guard names.contains(text) else {
      unknown(text, kind, among: names)
      return nil
    }
    return text
  }

  /// The most names among which one that was meant is looked for; a catalogue has fewer, and a
  /// client's own table may have thousands.
  private static let mostNames = 256

  /// Adds the fault of a name that is none of `names`; lists them where there are few.
  package func unknown(_ text: String, _ kind: String, among names: [String]) {
    guard !faults.isFull else { return }
    let near = names.count <= Self.mostNames ? NearName.nearest(to: text, among: names) : nil
    let help =
      if let near { "Did you mean `\(near)`?" } else if names.count <= 16 {
        "There are: \(names.map(\.shortened).joined(separator: ", "))."
      } else { "The catalogue lists the names." }
    fault(
      .unknownName, "`\(text.shortened)` is not the name of \(kind). \(help)", suggestion: near)
  }

  /// A seed: a whole number from 0 to 2^64 - 1, or the same in decimal digits as a string, since
  /// many JSON writers keep no integer past 2^53.
  package func seed() -> UInt64? {
    let range = "a whole number from 0 to 18446744073709551615, or the same as a decimal string"
    switch value {
    case .number(let number):
      if let seed = number.asUInt64 { return seed }
      let double = number.asDouble ?? .infinity
      fault(
        double.rounded() == double ? .outOfRange : .notWhole,
        "\(label) must be \(range), not \(number.shown).")
    case .string(let text):
      let isDecimal = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      if isDecimal, let seed = UInt64(text) { return seed }
      fault(
        isDecimal ? .outOfRange : .notANumber,
        "\(label) must be \(range), not \"\(text.shortened)\".")
    case .null, .bool, .array, .object:
      fault(.notANumber, "\(label) must be \(range), not \(value.kindDescription).")
    }
    return nil
  }
}

extension JSONNumber {
  /// The literal, cut where it would fill the message.
  var shown: String { literal.shortened }
}
