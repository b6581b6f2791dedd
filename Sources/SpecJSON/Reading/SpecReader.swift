package import StrictJSON
package import TrainingModel

/// Reads a spec as clients write it.
///
/// Every part has a reader of its own, all over ``Fields`` and one ``FaultList``: a reader returns
/// `nil` for what it could not read, and the others go on, so that all faults are told at once.
package enum SpecReader {
  /// The spec in `json`, checked and normalised; `null` and unknown members are refused wherever
  /// they mean nothing.
  ///
  /// - Parameter upload: the shape of the uploaded data set that `json` names, if its owner has it.
  /// - Throws: everything that is wrong with it, each with its place.
  /// - Complexity: O(size of `json`); nothing of the size that the spec asks for is allocated.
  package static func read(
    _ json: JSONValue, upload: DatasetShape? = nil, limits: SpecLimits = .standard
  ) throws(SpecFaults) -> ValidatedSpec {
    try submitted(json, upload: upload, limits: limits).read
  }

  /// What `read` gives, and apart from it the rows that came with the spec.
  package static func submitted(
    _ json: JSONValue, upload: DatasetShape? = nil, limits: SpecLimits = .standard
  ) throws(SpecFaults) -> SubmittedSpec {
    try whole(json, upload, limits, silentRows: .byRule)
  }

  /// A normalised spec as a store has it, perhaps from an earlier version of the program: a member that
  /// there was not yet means what was done then.
  package static func stored(
    _ json: JSONValue, upload: DatasetShape? = nil
  ) throws(SpecFaults) -> ValidatedSpec {
    try whole(json, upload, .standard, silentRows: .all).read
  }

  private static func whole(
    _ json: JSONValue, _ upload: DatasetShape?, _ limits: SpecLimits, silentRows: RecordDraft.Rows
  ) throws(SpecFaults) -> SubmittedSpec {
    let faults = FaultList(capacity: limits.faults)
    let root = Cursor(value: json, pointer: .root, faults: faults)
    let read = read(root, upload, limits, RecordReader(limits: limits, silentRows: silentRows))
    guard let read, faults.isEmpty else { throw SpecFaults(faults: faults.list()) }
    return read
  }

  private static func read(
    _ root: Cursor, _ upload: DatasetShape?, _ limits: SpecLimits, _ record: RecordReader
  ) -> SubmittedSpec? {
    let faults = root.faults
    guard let spec = Fields(root, SpecFields.spec) else { return nil }
    let name = LabelReader(limits: limits).name(spec)
    let labels = LabelReader(limits: limits).labels(spec)
    let maxSeconds = maxSeconds(spec, limits)
    let architecture = ArchitectureReader(limits: limits).read(spec)
    let starts = InitializationReader.read(spec, for: architecture)
    let seed = spec["seed"].map { $0.seed() } ?? 0
    let data = DatasetReader(limits: limits, upload: upload).read(spec)
    let training = TrainingReader(limits: limits)
    let loss = training.loss(spec)
    let trainingDraft = training.read(spec)
    let precision = precision(spec)
    let recordDraft = record.read(spec)

    guard let architecture, let data else { return nil }
    let trainingPlace = spec.place("training")
    // A loss that could not be read is not held against the rest.
    let settled = loss.flatMap {
      TaskReader(
        architecture: architecture, loss: $0, lossPlace: trainingPlace.appending("loss"),
        faults: faults, limits: limits
      ).read(data)
    }
    let plan = trainingDraft?.plan(
      rows: data.trainRows, loss: settled?.loss ?? .meanSquaredError, limits: limits,
      faults: faults)
    guard let plan else { return nil }
    let recording = recordDraft?.plan(
      plan, data, parameters: architecture.parameterCount, limits: limits, faults: faults)
    guard let recording else { return nil }
    CostCheck(limits: limits, faults: faults).check(
      architecture, data, plan, recording, trainingPlace: trainingPlace,
      recordPlace: spec.place("record"))

    guard let settled, let starts, let name, let labels, let maxSeconds, let seed, let precision
    else { return nil }
    let layers = zip(architecture.layers, starts).map { layer, start in
      LayerSpec(
        units: layer.units, activation: layer.activation, hasBias: layer.hasBias,
        weights: start.weights, biases: start.biases, regularization: layer.regularization)
    }
    let read = ValidatedSpec(
      spec: TrainingSpec(
        inputs: architecture.inputs, layers: layers, seed: seed, dataset: settled.dataset,
        training: plan, precision: precision, recording: recording),
      name: name, labels: labels, maxSeconds: maxSeconds)
    return SubmittedSpec(read: read, rows: settled.rows)
  }

  /// How long an attempt may train, `nil` inside where nothing bounds it; `nil` where it is wrong.
  private static func maxSeconds(_ spec: Fields, _ limits: SpecLimits) -> Int?? {
    guard let place = spec["max_seconds"], !place.value.isNull else { return .some(nil) }
    return place.integer(1...limits.maxSeconds).map { .some($0) } ?? nil
  }

  private static func precision(_ spec: Fields) -> Precision? {
    guard let place = spec["precision"] else { return .float32 }
    return place.name("a precision", among: Precision.allCases.map(\.rawValue))
      .flatMap(Precision.init(rawValue:))
  }
}
