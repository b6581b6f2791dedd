internal import StrictJSON
internal import TrainingModel

/// The recording as the spec names it; its number of snapshots may wait for the network's size.
struct RecordDraft {
  var spacing: RecordingPlan.Spacing
  var spacingPlace: JSONPointer
  var similarity: Bool
  var snapshots: Int?
  var snapshotsPlace: JSONPointer
  /// 0 for none.
  var curvature: Int
  var rows: Rows

  /// The rows of the recorded steps between the first and the last.
  enum Rows {
    case all
    case some(Int)
    /// As many as the rule says, which needs the length of the training and the size of the data.
    case byRule
  }
}

/// Reads `record`.
struct RecordReader {
  let limits: SpecLimits
  /// What a spec that does not name `rows` means.
  let silentRows: RecordDraft.Rows

  private enum Spread: String, CaseIterable {
    case linear
    case log
  }

  func read(_ spec: Fields) -> RecordDraft? {
    let place =
      spec["record"]
      ?? Cursor(
        value: .object(JSONObject()), pointer: spec.place("record"), faults: spec.cursor.faults)
    guard let fields = Fields(place, SpecFields.record) else { return nil }
    let spacing = spacing(fields)
    let similarity = fields.flag("similarity", default: true)
    let snapshots = fields["snapshots"].map {
      $0.integer(2...limits.recordedPoints, tooMany: .tooCostly)
    }
    if case .some(nil) = snapshots { return nil }
    let curvature = fields["curvature"].map {
      $0.integer(2...limits.recordedPoints, tooMany: .tooCostly)
    }
    if case .some(nil) = curvature { return nil }
    let rows = rows(fields)
    guard let spacing, let similarity, let rows else { return nil }
    if let place = fields["curvature"], !similarity {
      place.fault(
        .mismatch,
        "The curvature is measured of what `similarity` observes: leave that true, or `curvature`"
          + " out.")
      return nil
    }
    return RecordDraft(
      spacing: spacing.0, spacingPlace: spacing.1, similarity: similarity,
      snapshots: snapshots ?? nil, snapshotsPlace: fields.place("snapshots"),
      curvature: (curvature ?? nil) ?? 0, rows: rows)
  }

  private func rows(_ fields: Fields) -> RecordDraft.Rows? {
    guard let place = fields["rows"] else { return silentRows }
    switch place.value {
    case .string:
      return place.name("a choice of rows", among: [SpecWriter.allRows]).map { _ in .all }
    case .number:
      return place.integer(RecordDraft.fewestRows...Int.max).map { .some($0) }
    default:
      place.mustBe("a number of rows, or \"\(SpecWriter.allRows)\"")
      return nil
    }
  }

  private func spacing(_ fields: Fields) -> (RecordingPlan.Spacing, JSONPointer)? {
    if let every = fields["every"] {
      let step = every.integer(1...limits.steps)
      if let other = fields["points"] ?? fields["spacing"] {
        other.fault(
          .mismatch, "Give either `every`, or `points` with or without `spacing`, not both.")
        return nil
      }
      return step.map { (.every($0), every.pointer) }
    }
    let points = fields["points"].map {
      $0.integer(2...limits.recordedPoints, tooMany: .tooCostly)
    }
    let spread = fields["spacing"].map {
      $0.name("a spacing", among: Spread.allCases.map(\.rawValue)).flatMap(Spread.init(rawValue:))
    }
    guard let points = points ?? SpecDefaults.points, let spread = spread ?? .linear
    else { return nil }
    let place = fields.place("points")
    switch spread {
    case .linear: return (.linear(points: points), place)
    case .log: return (.logarithmic(points: points), place)
    }
  }
}

extension RecordDraft {
  /// Of one row there are no statistics.
  static let fewestRows = 2

  /// The whole plan for `training` of `parameters` numbers by rows of `data`; `nil` where it would
  /// record too much.
  func plan(
    _ training: TrainingPlan, _ data: DatasetDraft, parameters: Int, limits: SpecLimits,
    faults: FaultList
  ) -> RecordingPlan? {
    let steps = training.steps
    if case .every(let step) = spacing {
      let points = steps.dividedUp(by: step) + 1
      guard points <= limits.recordedPoints else {
        let least = steps.dividedUp(by: limits.recordedPoints - 1)
        faults.add(
          .tooCostly, at: spacingPlace,
          "This records \(points) steps; at most \(limits.recordedPoints) are allowed. Give"
            + " `every` as \(least) or more, or `points` instead.")
        return nil
      }
    }
    var plan = RecordingPlan(spacing: spacing, similarity: similarity)
    plan.curvature = curvature
    if let snapshots {
      plan.snapshots = snapshots
      let numbers = snapshots.timesClamped(parameters)
      guard numbers <= limits.snapshotNumbers else {
        faults.add(
          .tooCostly, at: snapshotsPlace,
          "The snapshots are \(numbers) numbers in all; at most \(limits.snapshotNumbers) are"
            + " allowed: \(limits.snapshotNumbers / parameters) snapshots of this network.")
        return nil
      }
    } else {
      let fitting = SpecDefaults.snapshotNumbers / max(1, parameters)
      plan.snapshots = max(
        2, min(plan.recordedSteps(of: steps).count, fitting, SpecDefaults.snapshots))
    }
    plan.rows = sampledRows(plan, training, data, parameters: parameters)
    return plan
  }

  /// The rows of a plan that is whole but for them; `nil` for all there are.
  private func sampledRows(
    _ plan: RecordingPlan, _ training: TrainingPlan, _ data: DatasetDraft, parameters: Int
  ) -> Int? {
    switch rows {
    case .all: return nil
    case .some(let count):
      let isLess = count < data.mostRows && plan.stepsBetween(of: training.steps) > 0
      return isLess ? count : nil
    case .byRule:
      return plan.standardRows(
        for: training, parameters: parameters, trainRows: data.trainRows, testRows: data.testRows)
    }
  }
}
