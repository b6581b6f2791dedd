internal import HTTPCodec
package import HTTPServer

/// A limit of the HTTP server: a setting, and where in the server's configuration it goes.
package struct LimitSetting: Sendable {
  package let setting: Setting<Int>
  /// The limit in a configuration.
  package let read: @Sendable (HTTPServerConfiguration) -> Int
  let write: @Sendable (inout HTTPServerConfiguration, Int) -> Void

  fileprivate init(
    _ name: String, in range: ClosedRange<Int>,
    read: @escaping @Sendable (HTTPServerConfiguration) -> Int,
    write: @escaping @Sendable (inout HTTPServerConfiguration, Int) -> Void
  ) {
    setting = .wholeNumber(name, in: range)
    self.read = read
    self.write = write
  }

  /// A number of bytes or of things.
  static func count(
    _ name: String, in range: ClosedRange<Int>,
    _ path: any WritableKeyPath<HTTPServerConfiguration, Int> & Sendable
  ) -> LimitSetting {
    LimitSetting(name, in: range, read: { $0[keyPath: path] }, write: { $0[keyPath: path] = $1 })
  }

  /// A duration in whole seconds.
  static func seconds(
    _ name: String, _ path: any WritableKeyPath<HTTPServerConfiguration, Duration> & Sendable
  ) -> LimitSetting {
    LimitSetting(
      name, in: 1...86_400, read: { Int($0[keyPath: path].components.seconds) },
      write: { $0[keyPath: path] = .seconds($1) })
  }
}

/// The limits of the HTTP server that can be set. `openapi.yaml` tells what each answers with and
/// its default, which is that of ``standard(host:port:)``.
package enum LimitCatalogue {
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

  package static let requestLine = LimitSetting.count(
    "max-request-line-bytes", in: 16...1 << 20, \.limits.requestLineBytes)
  package static let headerBytes = LimitSetting.count(
    "max-header-bytes", in: 16...1 << 24, \.limits.headerBytes)
  package static let headerCount = LimitSetting.count(
    "max-header-count", in: 1...10_000, \.limits.headerCount)
  package static let body = LimitSetting.count(
    "max-body-bytes", in: 0...1 << 30, \.limits.bodyBytes)
  package static let upload = LimitSetting(
    "max-upload-bytes", in: 0...1 << 30,
    read: { $0.limits.bodyBytesByTarget[uploads] ?? uploadBytes },
    write: { $0.limits.bodyBytesByTarget[uploads] = $1 })
  package static let chunkExtensions = LimitSetting.count(
    "max-chunk-extension-bytes", in: 0...1 << 20, \.limits.chunkExtensionBytes)
  package static let connections = LimitSetting.count(
    "max-connections", in: 1...1_000_000, \.maxConnections)
  package static let connectionsPerAddress = LimitSetting.count(
    "max-connections-per-address", in: 1...1_000_000, \.maxConnectionsPerAddress)
  package static let unsent = LimitSetting.count(
    "max-unsent-bytes", in: 1024...1 << 30, \.maxUnsentBytes)
  package static let header = LimitSetting.seconds("header-timeout", \.headerDeadline)
  package static let content = LimitSetting.seconds("body-timeout", \.bodyDeadline)
  package static let idle = LimitSetting.seconds("idle-timeout", \.idleDeadline)
  package static let sending = LimitSetting.seconds("write-timeout", \.writeDeadline)

  /// All of them.
  package static let limits = [
    requestLine, headerBytes, headerCount, body, upload, chunkExtensions, connections,
    connectionsPerAddress, unsent, header, content, idle, sending,
  ]
}
