/// How much a client may send as one data set.
struct RowLimits {
  /// Rows of each split.
  var rows: Int
  /// Numbers of all rows together.
  var numbers: Int
  /// The end of messages: "may be sent with a spec".
  var phrase: String
}

extension SpecLimits {
  /// Of rows in a spec.
  var inlineData: RowLimits {
    RowLimits(rows: inlineRows, numbers: inlineNumbers, phrase: "may be sent with a spec")
  }
}
