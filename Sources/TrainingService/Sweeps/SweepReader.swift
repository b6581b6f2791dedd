internal import SpecJSON
internal import StrictJSON

/// Reads what a sweep's request asks for. Nothing is expanded before it is known to be small enough.
struct SweepReader {
  let limits: SweepLimits

  static let fields = FieldTable(
    subject: "a sweep", names: ["spec", "grid", "list", "name", "labels"],
    inner: [("spec", SpecFields.spec)])

  /// The plan in `json`. Throws everything that is wrong with it, each with its place; the specs
  /// themselves are not read. O(size of `json`).
  func read(_ json: JSONValue) throws(SpecFaults) -> SweepPlan {
    let faults = FaultList(capacity: SweepLimits.faults)
    let plan = read(Cursor(value: json, pointer: .root, faults: faults))
    guard let plan, faults.isEmpty else { throw SpecFaults(faults: faults.list()) }
    return plan
  }

  private func read(_ root: Cursor) -> SweepPlan? {
    guard let sweep = Fields(root, Self.fields) else { return nil }
    let people = LabelReader(limits: .standard)
    let name = people.name(sweep)
    let labels = people.labels(sweep)
    let spec = sweep.required("spec", "`spec` is missing: what all jobs of the sweep share.")
    if let spec, spec.value.objectValue == nil { spec.mustBe("an object (a spec)") }
    let base = spec?.value.objectValue.map(JSONValue.object)
    let variation: (SweepPlan.Variation, [JSONPointer], Int)?
    switch (sweep["grid"], sweep["list"]) {
    case (let grid?, nil):
      variation = GridReader(limits: limits).read(grid, base: base).map {
        (.grid($0.axes), $0.axes.map(\.pointer), $0.count)
      }
    case (nil, let list?):
      variation = PatchListReader(limits: limits).read(list).map {
        (.list($0.patches), $0.varied, $0.patches.count)
      }
    case (nil, nil):
      sweep.missing("grid", "Say what differs from job to job, in `grid` or in `list`.")
      variation = nil
    case (_, let list?):
      list.fault(.mismatch, "A sweep has a `grid` or a `list`, not both.")
      variation = nil
    }
    guard let base, let name, let labels, let (variation, varied, count) = variation else {
      return nil
    }
    let plan = SweepPlan(
      name: name, labels: labels, base: base, variation: variation, varied: varied, count: count)
    checkSize(of: plan, sweep.place(sweep["grid"] == nil ? "list" : "grid"), root.faults)
    return plan
  }

  /// Refuses what would make too much text, from the sizes of its parts alone. No product overflows:
  /// a request has some megabytes, and `count` was held against its limit.
  private func checkSize(of plan: SweepPlan, _ place: JSONPointer, _ faults: FaultList) {
    var bytes = plan.base.serialized().count.timesClamped(plan.count)
    switch plan.variation {
    case .grid(let axes):
      for axis in axes {
        let values = axis.values.reduce(0) { $0 + $1.serialized().count + axis.key.utf8.count }
        bytes = bytes.plusClamped(values.timesClamped(plan.count / axis.values.count))
      }
    case .list(let patches):
      bytes = patches.reduce(bytes) { $0.plusClamped($1.serialized().count) }
    }
    if bytes > SweepLimits.specBytes { faults.add(.tooCostly, at: place, Self.tooManyBytes) }
  }

  /// What is wrong with a sweep whose specs are too much together.
  static let tooManyBytes =
    "The specs of all jobs together may have \(SweepLimits.specBytes) bytes of JSON. Upload the"
    + " rows of data (POST /v1/datasets) and name them by their id, or make fewer jobs."

  /// What is wrong with a sweep that makes more than `limit` jobs.
  static func tooManyJobs(_ limit: Int) -> String {
    "This makes more jobs than the \(limit) that one sweep may have."
  }

  /// Whether a value that is to differ from job to job is small enough; adds the fault where not.
  static func isSmall(_ value: Cursor) -> Bool {
    guard value.value.serialized().count > SweepLimits.valueBytes else { return true }
    value.fault(
      .tooCostly,
      "One value may have \(SweepLimits.valueBytes) bytes of JSON. Upload rows of data (POST"
        + " /v1/datasets) and name them by their id.")
    return false
  }
}
