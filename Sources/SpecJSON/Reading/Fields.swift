package import StrictJSON
package import TrainingModel

/// The members that one kind of object may have: unknown ones are refused from this table.
package struct FieldTable: Sendable {
  /// What the object is, for messages: "a spec".
  package let subject: String
  package let names: [String]
  /// Objects inside this one whose members people put here by mistake.
  package var inner: [(field: String, table: FieldTable)] = []

  package init(subject: String, names: [String], inner: [(field: String, table: FieldTable)] = []) {
    self.subject = subject
    self.names = names
    self.inner = inner
  }

  /// Says that there is no member `name`, and which one was probably meant.
  package func refuse(_ name: String, in cursor: Cursor) {
    // Looking for the name that was meant takes time, and a client may send a million others.
    guard !cursor.faults.isFull else { return }
    let text = "\(subject.capitalisedFirst) has no `\(name.shortened)`."
    let near: String?
    let help: String
    if let home = inner.first(where: { $0.table.names.contains(name) }) {
      near = "\(home.field).\(name)"
      help = "It stands inside `\(home.field)`."
    } else if let nearest = NearName.nearest(to: name, among: names) {
      near = nearest
      help = "Did you mean `\(nearest)`?"
    } else {
      near = nil
      help = "It has: \(names.joined(separator: ", "))."
    }
    cursor.faults.add(
      .unknownField, at: cursor.pointer.appending(name), "\(text) \(help)", suggestion: near)
  }
}

/// The members of an object of the spec.
package struct Fields {
  package let cursor: Cursor
  private let object: JSONObject

  /// The members of `cursor`, of which those that `table` does not name are refused; `nil`, with
  /// the fault added, where it is no object.
  package init?(_ cursor: Cursor, _ table: FieldTable) {
    self.init(unchecked: cursor, table.subject)
    check(table)
  }

  /// The members of an object whose table depends on one of them; `check` must follow.
  package init?(unchecked cursor: Cursor, _ subject: String) {
    guard let object = cursor.value.objectValue else {
      cursor.mustBe("an object (\(subject))")
      return nil
    }
    self.cursor = cursor
    self.object = object
  }

  /// Refuses the members that `table` does not name.
  package func check(_ table: FieldTable) {
    for name in object.keys where !table.names.contains(name) { table.refuse(name, in: cursor) }
  }

  /// The member `name`, or `nil` where it is absent.
  package subscript(name: String) -> Cursor? {
    object[name].map { Cursor(value: $0, pointer: place(name), faults: cursor.faults) }
  }

  package var names: [String] { object.keys }

  /// Where the member `name` stands or would stand.
  package func place(_ name: String) -> JSONPointer { cursor.pointer.appending(name) }

  /// The member `name`, without which nothing goes.
  package func required(_ name: String, _ what: String) -> Cursor? {
    if let member = self[name] { return member }
    missing(name, what)
    return nil
  }

  package func missing(_ name: String, _ detail: String) {
    cursor.faults.add(.missing, at: place(name), detail)
  }

  /// The number of member `name`, or `standard` where it is absent; `nil` where it is wrong.
  package func number(_ name: String, _ range: NumberRange, default standard: Double) -> Double? {
    guard let member = self[name] else { return standard }
    return member.number(range)
  }

  /// The truth of member `name`, or `standard` where it is absent; `nil` where it is wrong.
  package func flag(_ name: String, default standard: Bool) -> Bool? {
    guard let member = self[name] else { return standard }
    return member.flag()
  }
}

extension String {
  /// The same with a capital first letter.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
