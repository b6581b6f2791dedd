/// Writes a JSON object out of members that partly exist as JSON text already.
///
/// The spec and the result of a job are stored as the text that clients get: they are copied, not
/// read and written again.
package struct SplicedObject {
  private var text: [UInt8] = [UInt8(ascii: "{")]

  /// An object without members.
  package init() {}

  /// The object's text, once all members are there.
  package var bytes: [UInt8] { text + [UInt8(ascii: "}")] }

  /// The object's text as far as it goes, for a value or a bracket that is written elsewhere.
  package var unfinished: [UInt8] { text }

  /// Adds a member whose value is given as JSON text; `name` needs no escape.
  package mutating func member(_ name: StaticString, json: [UInt8]) {
    beginMember(name)
    text.append(contentsOf: json)
  }

  /// Adds a member without its value.
  package mutating func beginMember(_ name: StaticString) {
    if text.count > 1 { text.append(UInt8(ascii: ",")) }
    text.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { text.append(contentsOf: $0) }
    text.append(contentsOf: "\":".utf8)
  }

  /// Adds a member whose value is an array of elements that are given as JSON text.
  package mutating func member(_ name: StaticString, elements: some Sequence<[UInt8]>) {
    var array: [UInt8] = [UInt8(ascii: "[")]
    for element in elements {
      if array.count > 1 { array.append(UInt8(ascii: ",")) }
      array += element
    }
    array.append(UInt8(ascii: "]"))
    member(name, json: array)
  }

  /// Adds a member.
  package mutating func member(_ name: StaticString, _ value: JSONValue) {
    member(name, json: value.serialized())
  }
}
