package import Jobs
package import SpecJSON
internal import TrainingModel

extension SubmittedSpec {
  /// The spec as a job is to carry it, its rows named by an id, and the rows as a data set of `owner`.
  /// What is trained is the same to the bit.
  ///
  /// - Complexity: O(numbers).
  package func separated(
    for owner: String, quota: DatasetQuota
  ) -> (read: ValidatedSpec, rows: NewDataset?) {
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
