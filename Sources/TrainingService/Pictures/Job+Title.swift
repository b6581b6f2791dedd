internal import Jobs

extension Job {
  /// What a job is called: its name, or its id where it has none.
  var title: String { name.flatMap { $0.isEmpty ? nil : $0 } ?? id.rawValue }
}
