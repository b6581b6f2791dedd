internal import StrictJSON
package import TrainingModel

/// The data as the spec names it; whether inline targets are classes is not yet settled.
package enum DatasetDraft {
  case generated(DatasetGenerator, DatasetParameters)
  case inline(InlineRows)
  case stored(StoredDataset)

  package var features: Int {
    switch self {
    case .generated(let generator, _): generator.features
    case .inline(let rows): rows.train.inputs.columns
    case .stored(let stored): stored.shape.features
    }
  }

  /// Rows of the training split.
  package var trainRows: Int {
    switch self {
    case .generated(_, let parameters): parameters.samples - parameters.testRows
    case .inline(let rows): rows.trainRows
    case .stored(let stored): stored.trainRows
    }
  }

  /// Rows of the test split.
  package var testRows: Int {
    switch self {
    case .generated(let generator, let parameters):
      max(parameters.testRows, generator.ownTestRows)
    case .inline(let rows): rows.testRows
    case .stored(let stored): stored.testRows
    }
  }

  /// Rows of the larger split.
  package var mostRows: Int { max(trainRows, testRows) }

  /// How messages call it.
  package var label: String {
    switch self {
    case .generated(let generator, _): "The data set \(generator.name)"
    case .inline: "The inline data set"
    case .stored(let stored): "The data set \(stored.id)"
    }
  }
}

/// Reads `dataset`: a name, a name with parameters, an id, rows, or comma-separated values.
package struct DatasetReader {
  package let limits: SpecLimits
  /// The shape of the uploaded data set that the spec names, if its owner has it.
  package let upload: DatasetShape?

  package init(limits: SpecLimits, upload: DatasetShape?) {
    self.limits = limits
    self.upload = upload
  }

  /// The data, the default where the spec is silent; `nil` where anything is wrong.
  package func read(_ spec: Fields) -> DatasetDraft? {
    guard let place = spec["dataset"] else {
      let standard = DatasetGenerator.named(SpecDefaults.dataset)!
      return .generated(standard, standard.defaults)
    }
    switch place.value {
    case .string:
      return generator(place).map { .generated($0, $0.defaults) }
    case .object(let object):
      // Which of the two it is meant to be, judged by its members.
      if object.contains("id"), !object.contains("name") { return stored(place) }
      if object.contains("csv"), !object.contains("name") {
        return CSVDataReader(limits: limits).read(place)
      }
      let isInline =
        !object.contains("name")
        && SpecFields.inlineDataset.names.contains(where: object.contains)
      return isInline ? InlineDataReader(limits: limits).read(place) : named(place)
    default:
      place.mustBe("the name of a data set, or an object with `name`, `id` or `inputs`")
      return nil
    }
  }

  private func generator(_ place: Cursor) -> DatasetGenerator? {
    place.name("a data set", among: DatasetGenerator.catalogue.map(\.name))
      .flatMap(DatasetGenerator.named)
  }

  private func stored(_ place: Cursor) -> DatasetDraft? {
    guard let fields = Fields(place, SpecFields.storedDataset), let id = fields["id"]
    else { return nil }
    let preparation = RowPreparation.read(fields)
    guard let text = id.value.stringValue else {
      id.mustBe("the id of an uploaded data set")
      return nil
    }
    guard let upload else {
      id.fault(
        .unknownName,
        "There is no data set `\(text.shortened)` among your uploads. Upload it with POST"
          + " /v1/datasets; GET /v1/datasets lists those there are.")
      return nil
    }
    guard let preparation,
      preparation.fits(
        rows: upload.rows, hasTestSplit: upload.ownTestRows > 0, fields,
        label: "The data set \(text)")
    else { return nil }
    return .stored(
      StoredDataset(
        id: text, shape: upload, testShare: preparation.testShare, seed: preparation.seed,
        standardize: preparation.standardize))
  }

  private func named(_ place: Cursor) -> DatasetDraft? {
    guard let fields = Fields(place, SpecFields.generatedDataset) else { return nil }
    guard
      let name = fields.required(
        "name", "Give the `name` of a built-in data set, or rows as `inputs` and `targets`."),
      let generator = generator(name)
    else { return nil }
    let samples = fields["samples"].map { $0.integer(generator.samples) }
    let noise = fields.number(
      "noise", NumberRange(generator.noise), default: generator.defaults.noise)
    let seed = fields["seed"].map { $0.seed() }
    let testShare = fields.number("test_share", .share, default: 0)
    let standardize = fields.flag("standardize", default: false)
    guard let samples = samples ?? generator.defaults.samples, let noise,
      let seed = seed ?? generator.defaults.seed, let testShare, let standardize
    else { return nil }
    guard testShare == 0 || generator.ownTestRows == 0 else {
      fields["test_share"]?.fault(
        .mismatch, "\(generator.name) brings a test split of its own: leave `test_share` out.")
      return nil
    }
    guard seed == 0 || !generator.hasFixedRows || testShare > 0 else {
      fields["seed"]?.fault(
        .outOfRange,
        "The rows of \(generator.name) are fixed: leave `seed` out, or name a `test_share` that it"
          + " draws.")
      return nil
    }
    return .generated(
      generator,
      DatasetParameters(
        samples: samples, noise: noise, seed: seed, testShare: testShare,
        standardize: standardize))
  }
}

extension DatasetGenerator {
  /// Whether there is nothing to choose: always the same rows.
  var hasFixedRows: Bool { samples.lowerBound == samples.upperBound }
}
