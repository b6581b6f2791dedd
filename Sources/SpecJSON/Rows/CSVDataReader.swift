internal import StrictJSON
internal import TrainingModel

/// Reads `dataset: {"csv": "x1,x2,y\\n…", "target": "y", …}`.
///
/// What is read is inline data: the normalised spec has the rows themselves, split and standardised
/// as the spec says.
struct CSVDataReader {
  let limits: SpecLimits

  func read(_ place: Cursor) -> DatasetDraft? {
    guard let fields = Fields(place, SpecFields.csvDataset) else { return nil }
    let preparation = RowPreparation.read(fields)
    let rows = CSVRowsReader(limits: limits, bounds: limits.inlineData).read(fields)
    guard let rows, let preparation else { return nil }
    return rows.prepared(by: preparation, fields).map(DatasetDraft.inline)
  }
}
