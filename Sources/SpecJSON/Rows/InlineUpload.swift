package import TrainingModel

/// Rows that came with a spec, as they were sent, and what is to be done with them: what the service
/// keeps as a data set of its own, so that a job's spec stays small.
package struct InlineUpload: Sendable {
  /// The rows without names of columns and classes, whatever form they came in.
  package var content: DatasetContent
  package var preparation: RowPreparation

  package init(_ rows: InlineRows, task: Dataset.Task) {
    content = DatasetContent(
      data: Dataset(
        features: rows.train.inputs.columns, task: task, train: rows.train.rows,
        test: rows.test?.rows),
      divisor: 1, names: InlineRows.Names())
    preparation = rows.preparation
  }
}
