/// What the parts around the API measure, read when metrics are asked for, on a thread for what takes time.
package struct ServiceReadings: Sendable {
  /// Connections that are open.
  package var connections: Int
  /// Steps trained since the process began, over all jobs.
  package var netSteps: Int
  /// Bytes of the database's files; nil where it is in memory.
  package var databaseBytes: Int?
  /// What the system tells of the process.
  package var process: ProcessReadings

  /// Readings out of their parts.
  package init(
    connections: Int = 0, netSteps: Int = 0, databaseBytes: Int? = nil,
    process: ProcessReadings = ProcessReadings()
  ) {
    self.connections = connections
    self.netSteps = netSteps
    self.databaseBytes = databaseBytes
    self.process = process
  }
}
