/// Where the service keeps its jobs.
package enum DatabaseFile: Sendable, Equatable {
  /// In a SQLite file.
  case file(String)
  /// In memory, gone when the service ends.
  case memory

  /// The place that `text` names: `:memory:`, as SQLite itself calls it, or a path.
  package init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    self = text == ":memory:" ? .memory : .file(text)
  }
}
