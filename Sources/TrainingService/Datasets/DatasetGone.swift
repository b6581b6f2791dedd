internal import WebRouting

/// The rows that something needs are deleted.
struct DatasetGone: ProblemConvertible {
  let id: String

  var problem: Problem {
    Problem(
      .datasetDeleted,
      "This needs the rows of \(id), which were deleted. Upload the same data again, and it answers;"
        + " what the job recorded is there as it was.")
  }
}
