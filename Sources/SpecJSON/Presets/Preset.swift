package import StrictJSON

/// A ready spec with what it shows: an entry of the catalogue, from which the API's listing and the
/// tests follow.
package struct Preset: Sendable {
  /// Whether the start is one to take, or one to learn from.
  package enum Kind: String, Sendable, CaseIterable { case good, bad }

  /// In snake_case.
  package let name: String
  package let kind: Kind
  /// The claim that it shows, by id.
  package let claim: String
  /// What that claim comes to here.
  package let verdict: String
  package let lesson: String
  /// What to send to `POST /v1/jobs`.
  package let spec: JSONValue

  init(
    _ name: String, _ kind: Kind, claim: String, _ verdict: String, lesson: String,
    spec: JSONValue
  ) {
    self.name = name
    self.kind = kind
    self.claim = claim
    self.verdict = verdict
    self.lesson = lesson
    self.spec = spec
  }

  /// `{"items": [{"name", "kind", "claim", "verdict", "lesson", "spec"}]}`.
  package static func json() -> JSONValue {
    [
      "items": .array(
        catalogue.map { preset in
          [
            "name": .string(preset.name), "kind": .string(preset.kind.rawValue),
            "claim": .string(preset.claim), "verdict": .string(preset.verdict),
            "lesson": .string(preset.lesson), "spec": preset.spec,
          ]
        })
    ]
  }
}
