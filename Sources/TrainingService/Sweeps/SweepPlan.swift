internal import StrictJSON

/// What a sweep's request asks for, before the specs that it makes are read.
///
/// Job `i` of `count`: a grid counts as a number is counted, its last key the fastest digit; a list
/// goes from its first patch to its last.
struct SweepPlan: Sendable {
  /// How the jobs differ.
  enum Variation: Sendable {
    /// Every combination of one value a field.
    case grid([SweepAxis])
    /// One job a JSON Merge Patch (RFC 7396).
    case list([JSONValue])
  }

  var name: String?
  var labels: [String: String]
  /// The spec that all jobs share.
  var base: JSONValue
  var variation: Variation
  /// The places in the spec that differ from job to job: the columns of the table.
  var varied: [JSONPointer]
  /// Jobs; 1 or more.
  var count: Int

  /// The spec of job `index` as a client would have written it. O(its size).
  func spec(at index: Int) throws(JSONSettingFault) -> JSONValue {
    switch variation {
    case .list(let patches): return base.merging(patches[index])
    case .grid(let axes):
      var spec = base
      for (axis, choice) in zip(axes, choices(at: index, of: axes)) {
        spec = try spec.setting(axis.values[choice], at: axis.pointer)
      }
      return spec
    }
  }

  /// What stands in `spec`, one of this plan's, at the places that differ; null where nothing does.
  func values(of spec: JSONValue) -> [JSONValue] {
    varied.map { spec[$0] ?? .null }
  }

  /// Which value of each axis job `index` has.
  func choices(at index: Int, of axes: [SweepAxis]) -> [Int] {
    var rest = index
    var choices: [Int] = []
    for axis in axes.reversed() {
      choices.append(rest % axis.values.count)
      rest /= axis.values.count
    }
    return choices.reversed()
  }
}

/// One key of a grid.
struct SweepAxis: Sendable {
  /// The key as it was written.
  var key: String
  /// The place in the spec that it names.
  var pointer: JSONPointer
  /// At least one.
  var values: [JSONValue]
}
