/// What the parts around the API measure, read when metrics are asked for.
package struct ServiceReadings: Sendable {
  /// Connections that are open.
  package var connections: Int
  /// Steps trained since the process began, over all jobs.
  package var netSteps: Int
  /// Processor time used, in seconds.
  package var processorSeconds: Double

  /// Readings out of their parts.
  package init(connections: Int = 0, netSteps: Int = 0, processorSeconds: Double = 0) {
    self.connections = connections
    self.netSteps = netSteps
    self.processorSeconds = processorSeconds
  }
}
