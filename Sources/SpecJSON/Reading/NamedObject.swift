internal import StrictJSON

/// An object that stands for one of several things by its `name`, or that name alone.
struct NamedObject {
  /// What it is, for messages: "an optimiser".
  let kind: String
  /// One table a name; its subject is the name.
  let tables: [FieldTable]

  /// The name and the members, of which those that the name does not take are refused.
  func read(_ place: Cursor) -> (name: String, fields: Fields)? {
    let names = tables.map(\.subject)
    switch place.value {
    case .string:
      guard let name = place.name(kind, among: names) else { return nil }
      let empty = Cursor(
        value: .object(JSONObject()), pointer: place.pointer, faults: place.faults)
      return Fields(unchecked: empty, kind).map { (name, $0) }
    case .object:
      guard let fields = Fields(unchecked: place, kind),
        let member = fields.required(
          "name", "`name` is missing: one of \(names.joined(separator: ", "))."),
        let name = member.name(kind, among: names)
      else { return nil }
      fields.check(tables.first { $0.subject == name }!)
      return (name, fields)
    default:
      place.mustBe("the name of \(kind) or an object with `name`")
      return nil
    }
  }
}
