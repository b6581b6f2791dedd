internal import HTTPCodec
package import HTTPService

/// The limits of the HTTP server that can be set. `openapi.yaml` tells what each answers with and
/// its default, which is that of ``standard(host:port:memory:)`` with memory enough.
package enum LimitCatalogue {
  package typealias Server = LimitSetting<HTTPServerConfiguration>

  /// Where bodies may be larger than elsewhere.
  private static let uploads = "POST /v1/datasets"
  /// What they may have by default.
  private static let uploadBytes = 64 << 20

  /// The configuration that a service has by default, where the process may use `memory` bytes.
  package static func standard(
    host: String = "127.0.0.1", port: UInt16 = 8080, memory: Int = .max
  ) -> HTTPServerConfiguration {
    var standard = HTTPServerConfiguration(host: host, port: port)
    upload.write(&standard, uploadBytes)
    // What is held while it grows takes up to twice its size, and what is made of it as much again.
    standard.maxBufferedBytes = min(standard.maxBufferedBytes, memory / 8)
    return standard
  }

  package static let requestLine = Server.count(
    "max-request-line-bytes", in: 16...1 << 20, \.limits.requestLineBytes)
  package static let headerBytes = Server.count(
    "max-header-bytes", in: 16...1 << 24, \.limits.headerBytes)
  package static let headerCount = Server.count(
    "max-header-count", in: 1...10_000, \.limits.headerCount)
  package static let body = Server.count(
    "max-body-bytes", in: 0...1 << 30, \.limits.bodyBytes)
  package static let upload = Server(
    "max-upload-bytes", in: 0...1 << 30,
    read: { $0.limits.bodyBytesByTarget[uploads] ?? uploadBytes },
    write: { $0.limits.bodyBytesByTarget[uploads] = $1 })
  package static let chunkExtensions = Server.count(
    "max-chunk-extension-bytes", in: 0...1 << 20, \.limits.chunkExtensionBytes)
  package static let connections = Server.count(
    "max-connections", in: 1...1_000_000, \.maxConnections)
  package static let connectionsPerAddress = Server(
    "max-connections-per-address", in: 1...1_000_000, read: { $0.connectionsPerAddress },
    write: { $0.maxConnectionsPerAddress = $1 })
  package static let buffered = Server.count(
    "max-buffered-bytes", in: 1 << 16...1 << 36, \.maxBufferedBytes)
  package static let stored = Server.count(
    "max-stored-upload-bytes", in: 0...1 << 36, \.maxStoredBytes)
  package static let unsent = Server.count(
    "max-unsent-bytes", in: 1024...1 << 30, \.maxUnsentBytes)
  package static let header = Server.seconds("header-timeout", \.headerDeadline)
  package static let content = Server.seconds("body-timeout", \.bodyDeadline)
  package static let idle = Server.seconds("idle-timeout", \.idleDeadline)
  package static let sending = Server.seconds("write-timeout", \.writeDeadline)

  /// All of them.
  package static let limits = [
    requestLine, headerBytes, headerCount, body, upload, chunkExtensions, connections,
    connectionsPerAddress, buffered, stored, unsent, header, content, idle, sending,
  ]
}
