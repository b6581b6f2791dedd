internal import Crypto
internal import JobQueue
internal import StrictJSON
internal import TrainingModel

/// Rows that came with a spec, as they were sent, and what is to be done with them: what the service
/// keeps as a data set of its own, so that a job's spec stays small.
struct InlineUpload: Sendable {
  /// The rows without names of columns and classes, whatever form they came in.
  var content: DatasetContent
  var preparation: RowPreparation

  init(_ rows: InlineRows, task: Dataset.Task) {
    content = DatasetContent(
      data: Dataset(
        features: rows.train.inputs.columns, task: task, train: rows.train.rows,
        test: rows.test?.rows),
      divisor: 1, names: InlineRows.Names())
    preparation = rows.preparation
  }
}

/// A spec of a client's, and its rows where it brought some.
struct SubmittedSpec: Sendable {
  /// What was read; its data set is inline where there are `rows`.
  var read: ReadSpec
  var rows: InlineUpload?

  /// The spec as a job is to carry it, its rows named by an id, and the rows as a data set of `owner`.
  /// What is trained is the same to the bit.
  ///
  /// - Complexity: O(numbers).
  func separated(
    for owner: String, quota: DatasetQuota
  ) -> (read: ReadSpec, rows: NewDataset?) {
    guard let rows else { return (read, nil) }
    let dataset = NewDataset(rows.content, owner: owner, name: nil, quota: quota)
    var separated = read
    separated.spec.dataset = .stored(
      StoredDataset(
        id: dataset.id.rawValue, shape: rows.content.shape,
        testShare: rows.preparation.testShare, seed: rows.preparation.seed,
        standardize: rows.preparation.standardize))
    return (separated, dataset)
  }
}

extension NewDataset {
  /// A data set to take in, under the id that its content gives.
  ///
  /// - Complexity: O(numbers).
  init(_ content: DatasetContent, owner: String, name: String?, quota: DatasetQuota) {
    let bytes = content.bytes
    let digest = SHA256.hash(data: bytes)
    let summary = content.summary(bytes: bytes.count, digest: digest.hexadecimal)
    self.init(
      id: DatasetID(digest: Array(digest)), owner: owner, name: name,
      summary: JSONValue.object(summary).serialized(), content: bytes, quota: quota)
  }
}

extension DatasetLimits {
  /// What the data sets of one owner may come to.
  var quota: DatasetQuota { DatasetQuota(count: uploads, bytes: ownerBytes) }
}
