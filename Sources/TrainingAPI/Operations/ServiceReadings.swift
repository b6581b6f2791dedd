/// What the parts around the API measure, read when metrics are asked for.
public struct ServiceReadings: Sendable {
  /// Connections that are open.
  public var connections: Int
  /// Steps trained since the process began, over all jobs.
  public var netSteps: Int
  /// Processor time used, in seconds.
  public var processorSeconds: Double

  /// Readings out of their parts.
  public init(connections: Int = 0, netSteps: Int = 0, processorSeconds: Double = 0) {
    self.connections = connections
    self.netSteps = netSteps
    self.processorSeconds = processorSeconds
  }
}
