/// A spec of a client's, and its rows where it brought some.
package struct SubmittedSpec: Sendable {
  /// What was read; its data set is inline where there are `rows`.
  package var read: ValidatedSpec
  package var rows: InlineUpload?
}
