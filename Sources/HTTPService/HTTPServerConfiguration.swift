package import HTTPCodec

/// Where and within which bounds a server serves.
package struct HTTPServerConfiguration: Sendable, Equatable {
  /// The address to bind: an IPv4 or IPv6 literal (with or without brackets) or `localhost`, which
  /// is 127.0.0.1.
  package var host: String
  /// The port to bind; 0 lets the system choose.
  package var port: UInt16
  /// The serial queues that connections are spread over; nil is one for two processors.
  package var queueCount: Int?
  /// The parser's bounds.
  package var limits: HTTPParserLimits
  /// Connections held at once. For one more, the one that has waited longest for its client is
  /// closed; where all are busy it is answered 503 and closed.
  package var maxConnections: Int
  /// Connections held at once of one client address, in the same way; nil is three quarters of
  /// ``maxConnections``, so that no address shuts all others out.
  package var maxConnectionsPerAddress: Int?
  /// Octets of unfinished requests that all connections hold in memory together: what has come of
  /// heads and contents, up to the answer, but for the first few of each connection; beyond: 503.
  package var maxBufferedBytes: Int
  /// Octets of contents in files, of all requests together; beyond: 503.
  package var maxStoredBytes: Int
  /// The folder of those files, which have no names.
  package var contentFolder: String
  /// From a request's first octet to the end of its head; later: 408.
  package var headerDeadline: Duration
  /// From the end of a head to the end of its content; later: 408.
  package var bodyDeadline: Duration
  /// Without any octet of a next request; later the connection is closed without a word.
  package var idleDeadline: Duration
  /// Without the client taking anything of an answer; later the connection is closed.
  package var writeDeadline: Duration
  /// After an answer that ends the connection early: how long what the client still sends is read
  /// and dropped, so that a reset does not destroy the answer (RFC 9112, section 9.6).
  package var linger: Duration
  /// Octets of pipelined answers that may wait to be sent before no further request of that
  /// connection is handled.
  package var maxUnsentBytes: Int

  /// A configuration; the defaults suit an API on the loopback interface.
  package init(
    host: String = "127.0.0.1",
    port: UInt16 = 8080,
    queueCount: Int? = nil,
    limits: HTTPParserLimits = HTTPParserLimits(),
    maxConnections: Int = 16_384,
    maxConnectionsPerAddress: Int? = nil,
    maxBufferedBytes: Int = 256 << 20,
    maxStoredBytes: Int = 1 << 30,
    contentFolder: String = "/tmp",
    headerDeadline: Duration = .seconds(10),
    bodyDeadline: Duration = .seconds(60),
    idleDeadline: Duration = .seconds(75),
    writeDeadline: Duration = .seconds(30),
    linger: Duration = .seconds(2),
    maxUnsentBytes: Int = 256 << 10
  ) {
    self.host = host
    self.port = port
    self.queueCount = queueCount
    self.limits = limits
    self.maxConnections = maxConnections
    self.maxConnectionsPerAddress = maxConnectionsPerAddress
    self.maxBufferedBytes = maxBufferedBytes
    self.maxStoredBytes = maxStoredBytes
    self.contentFolder = contentFolder
    self.headerDeadline = headerDeadline
    self.bodyDeadline = bodyDeadline
    self.idleDeadline = idleDeadline
    self.writeDeadline = writeDeadline
    self.linger = linger
    self.maxUnsentBytes = maxUnsentBytes
  }

  /// Connections held at once of one client address.
  package var connectionsPerAddress: Int {
    maxConnectionsPerAddress ?? max(1, maxConnections * 3 / 4)
  }
}
