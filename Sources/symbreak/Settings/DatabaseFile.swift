internal import Glibc

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

  /// Bytes of the file and of the log beside it; nil in memory. Neither is opened.
  package var bytes: Int? {
    guard case .file(let path) = self else { return nil }
    return [path, path + "-wal"].reduce(0) { sum, path in
      var status = stat()
      return stat(path, &status) == 0 ? sum + Int(status.st_size) : sum
    }
  }
}
