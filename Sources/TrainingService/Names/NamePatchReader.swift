internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import WebRouting

/// Reads what is to become of a name and labels: a JSON merge patch (RFC 7396) of the two.
enum NamePatchReader {
  /// The media type of such patches; plain JSON is taken for one too.
  static let mediaType = "application/merge-patch+json"
  private static let fields = FieldTable(
    subject: "a change of name and labels", names: ["name", "labels"])
  private static let faults = 20

  /// The patch in the body of a request. Throws 415, 400, and 422 with everything that is wrong.
  static func read(_ request: HTTPRequest) throws(Problem) -> NamePatch {
    let json = try JSONBody.read(request, orAs: mediaType)
    do throws(SpecFaults) {
      return try read(json)
    } catch {
      throw Problem(
        .invalidPatch,
        error.faults.count == 1
          ? "The patch has a fault: \(error.faults[0].detail)"
          : "The patch has \(error.faults.count) faults; errors lists each.",
        errors: error.faults.map(Problem.object))
    }
  }

  private static func read(_ json: JSONValue) throws(SpecFaults) -> NamePatch {
    let faults = FaultList(capacity: faults)
    let reader = LabelReader(limits: .standard)
    var patch = NamePatch()
    if let body = Fields(Cursor(value: json, pointer: .root, faults: faults), fields) {
      if body["name"] != nil, let name = reader.name(body) { patch.name = .some(name) }
      if let place = body["labels"] {
        if place.value.isNull {
          patch.replacesLabels = true
        } else {
          patch.labels = labels(json, faults, reader)
        }
      }
    }
    guard faults.isEmpty else { throw SpecFaults(faults: faults.list()) }
    return patch
  }

  /// New values of labels, null for those that go.
  private static func labels(
    _ json: JSONValue, _ faults: FaultList, _ reader: LabelReader
  ) -> [String: String?] {
    var (changes, kept): ([String: String?], JSONObject) = ([:], [:])
    var value = json["labels"] ?? .null
    if let object = value.objectValue {
      for (key, label) in object {
        if label.isNull { changes[key] = .some(nil) } else { kept[key] = label }
      }
      value = .object(kept)
    }
    let rest = Cursor(value: .object(["labels": value]), pointer: .root, faults: faults)
    guard let body = Fields(rest, fields), let labels = reader.labels(body) else { return [:] }
    for (key, label) in labels { changes[key] = .some(label) }
    return changes
  }
}

extension SpecLimits {
  /// Labels of one job or sweep.
  static var mostLabels: Int { standard.labels }
}
