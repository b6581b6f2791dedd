internal import StrictJSON
internal import TrainingModel
internal import WebRouting

/// Which rows of a data set a client wants: `?split=&limit=&offset=`.
struct RowPage: Sendable, Equatable {
  enum Split: String, CaseIterable, Sendable {
    case train, test
  }

  /// Rows where nothing else is asked for.
  static let defaultLimit = 1000
  /// The most rows of an answer.
  static let mostRows = 100_000
  /// The most numbers of an answer, but for one row, which is always whole.
  static let mostNumbers = 1_000_000
  static let parameters: [RouteParameter] = [.one("split"), .one("limit"), .one("offset")]

  var split: Split
  var limit: Int
  var offset: Int

  init(_ query: CheckedQuery) throws(Problem) {
    split = try query.choice("split", of: Split.self) ?? .train
    limit = try query.integer("limit", in: 1...Self.mostRows) ?? Self.defaultLimit
    offset = try query.integer("offset", in: 0...Int(Int32.max)) ?? 0
  }

  /// The rows of the answer among `total` of `columns` numbers each; none past the end.
  func range(of total: Int, columns: Int) -> Range<Int> {
    let start = min(offset, total)
    let count = min(limit, max(1, Self.mostNumbers / max(1, columns)))
    return start..<min(total, start + count)
  }

  /// The split of `data`. Throws 422 where there is none.
  func rows(of data: Dataset) throws(Problem) -> Dataset.Split {
    switch split {
    case .train: return data.train
    case .test:
      guard let test = data.test else { throw Self.noTestSplit }
      return test
    }
  }

  /// Throws 422 where a data set has no such split.
  func check(_ dataset: DatasetSpec) throws(Problem) {
    if split == .test, dataset.testRows == 0 { throw Self.noTestSplit }
  }

  private static var noTestSplit: Problem {
    Problem(
      .unavailableSelection, "This data set has no test split. Ask for one with test_share.",
      errors: [
        Problem.fault(
          parameter: "split", code: "no_test_split", "There are no rows in the test split.")
      ])
  }
}

extension Dataset.Split {
  /// Some rows of it.
  func rows(_ range: Range<Int>, features: Int, targets columns: Int) -> Dataset.Split {
    Dataset.Split(
      inputs: inputs.values(range.lowerBound * features..<range.upperBound * features),
      targets: Array(targets[range.lowerBound * columns..<range.upperBound * columns]))
  }
}
