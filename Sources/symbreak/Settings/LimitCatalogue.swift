internal import HTTPCodec
package import HTTPServer

/// The limits of the HTTP server that can be set. `openapi.yaml` tells what each answers with and
/// its default, which is that of ``standard(host:port:)``.
package enum LimitCatalogue {
  package typealias Server = LimitSetting<HTTPServerConfiguration>

  /// Where bodies may be larger than elsewhere.
  private static let uploads = "POST /v1/datasets"
  /// What they may have unless told.
  private static let uploadBytes = 64 << 20

  /// The configuration that a service has unless told.
  package static func standard(host: String = "127.0.0.1", port: UInt16 = 8080)
    -> HTTPServerConfiguration
  {
    var standard = HTTPServerConfiguration(host: host, port: port)
    upload.write(&standard, uploadBytes)
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
  package static let connectionsPerAddress = Server.count(
    "max-connections-per-address", in: 1...1_000_000, \.maxConnectionsPerAddress)
  package static let unsent = Server.count(
    "max-unsent-bytes", in: 1024...1 << 30, \.maxUnsentBytes)
  package static let header = Server.seconds("header-timeout", \.headerDeadline)
  package static let content = Server.seconds("body-timeout", \.bodyDeadline)
  package static let idle = Server.seconds("idle-timeout", \.idleDeadline)
  package static let sending = Server.seconds("write-timeout", \.writeDeadline)

  /// All of them.
  package static let limits = [
    requestLine, headerBytes, headerCount, body, upload, chunkExtensions, connections,
    connectionsPerAddress, unsent, header, content, idle, sending,
  ]
}
