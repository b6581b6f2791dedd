internal import StrictJSON
package import TrainingModel

/// Writes many specs that have most of their parts in common, one after the other: a part that is
/// that of the spec before is not written anew.
///
/// The texts are those of ``SpecWriter``, to the byte. A part is looked at by its numbers, among
/// which zero and negative zero are equal although their texts are not: where a negative zero may
/// come up, nothing is to be `reused`.
package struct RepeatedSpecWriter {
  /// The two texts of one spec.
  package struct Texts {
    /// `SpecWriter.json`, serialised.
    package var json: [UInt8] = []
    /// `SpecWriter.canonicalBytes`.
    package var canonical: [UInt8] = []
  }

  /// In the order of names that canonical JSON has.
  private static let canonicalOrder = SpecWriter.Part.allCases.indices.sorted {
    SpecWriter.Part.allCases[$0].rawValue < SpecWriter.Part.allCases[$1].rawValue
  }

  private let reuses: Bool
  private var last: TrainingSpec?
  /// Of each part its name and value, in the order of `Part.allCases`.
  private var members: [Texts] = SpecWriter.Part.allCases.map { _ in Texts() }

  /// A writer that has written nothing yet.
  package init(reuses: Bool) {
    self.reuses = reuses
  }

  /// Whether `spec` has all parts of the spec that was written before, so that its texts are the same.
  package func isRepeated(_ spec: TrainingSpec) -> Bool {
    guard reuses, let last else { return false }
    return SpecWriter.Part.allCases.allSatisfy { $0.isEqual(last, spec) }
  }

  /// The texts of `read`. O(their length), and writes only what differs from the spec before.
  package mutating func texts(of read: ValidatedSpec) -> Texts {
    let spec = read.spec
    for (index, part) in SpecWriter.Part.allCases.enumerated() {
      if reuses, let last, part.isEqual(last, spec) { continue }
      let value = part.value(of: spec)
      let name = Array("\"\(part.rawValue)\":".utf8)
      members[index] = Texts(json: name + value.serialized(), canonical: name + value.canonical())
    }
    last = spec
    let people = SpecWriter.people(read)
    // What `people` lacks is the closing brace and, where it has members, a comma.
    let head =
      people.isEmpty
      ? [UInt8(ascii: "{")]
      : JSONValue.object(people).serialized().dropLast() + [UInt8(ascii: ",")]
    return Texts(
      json: Self.object(head, members.map(\.json)),
      canonical: Self.object(
        [UInt8(ascii: "{")], Self.canonicalOrder.map { members[$0].canonical }))
  }

  private static func object(_ head: [UInt8], _ members: [[UInt8]]) -> [UInt8] {
    var text = head
    text.reserveCapacity(members.reduce(head.count + members.count) { $0 + $1.count })
    for (index, member) in members.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      text += member
    }
    text.append(UInt8(ascii: "}"))
    return text
  }
}
