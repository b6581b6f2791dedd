internal import StrictJSON
internal import TrainingModel

/// What becomes of rows before they are trained on: `test_share`, `seed` and `standardize`, the same
/// for every kind of data set.
package struct RowPreparation: Equatable {
  package var testShare = 0.0
  package var seed: UInt64 = 0
  package var standardize = false

  /// The members that it reads.
  static let names = ["test_share", "seed", "standardize"]

  /// The preparation that the members ask for; `nil` where one is wrong.
  static func read(_ fields: Fields) -> RowPreparation? {
    let share = fields.number("test_share", .share, default: 0)
    let seed = fields["seed"].map { $0.seed() } ?? 0
    let standardize = fields.flag("standardize", default: false)
    guard let share, let seed, let standardize else { return nil }
    if seed != 0, share == 0 {
      fields["seed"]?.fault(.mismatch, "`seed` draws the test split: name a `test_share` too.")
      return nil
    }
    return RowPreparation(testShare: share, seed: seed, standardize: standardize)
  }

  /// Whether rows can be prepared so; a fault where not.
  ///
  /// - Parameter label: the data set as messages call it.
  func fits(rows: Int, hasTestSplit: Bool, _ fields: Fields, label: String) -> Bool {
    guard testShare > 0 else { return true }
    if hasTestSplit {
      fields["test_share"]?.fault(
        .mismatch, "\(label) brings a test split of its own: leave `test_share` out.")
      return false
    }
    guard rows > 1 else {
      fields["test_share"]?.fault(.mismatch, "One row cannot be split.")
      return false
    }
    return true
  }

  /// Rows that the test split takes out of so many.
  func testRows(of rows: Int) -> Int { Dataset.testRows(of: rows, share: testShare) }
}
