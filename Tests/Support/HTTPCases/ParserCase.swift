package import HTTPCodec

/// Octets for a server and what must come of them: the one table that the parser alone, the server
/// on a socket and the built program are held to.
///
/// Requests with content go to `/v1/jobs`, which takes it also in the built program.
/// `outcome` lists, separated by blanks, `METHOD:target` for each request, followed by `:body`
/// where it has one; then `!code` for a fault, or `…` where the octets end inside a message.
package struct ParserCase: Sendable, CustomStringConvertible {
  package let name: String
  package let octets: [UInt8]
  package let outcome: String
  package let limits: HTTPParserLimits

  package var description: String { name }

  package init(
    _ name: String, _ text: String, _ outcome: String, limits: HTTPParserLimits = .forTests
  ) {
    self.init(name, octets: Array(text.utf8), outcome, limits: limits)
  }

  package init(
    _ name: String, octets: [UInt8], _ outcome: String, limits: HTTPParserLimits = .forTests
  ) {
    self.name = name
    self.octets = octets
    self.outcome = outcome
    self.limits = limits
  }

  /// A request to `/v1/jobs` with Host and the given field lines.
  static func fields(_ name: String, _ lines: String..., body: String = "", is outcome: String)
    -> ParserCase
  {
    let head = (["POST /v1/jobs HTTP/1.1", "Host: h"] + lines).joined(separator: "\r\n")
    return ParserCase(name, head + "\r\n\r\n" + body, outcome)
  }

  /// A chunked request to `/v1/jobs` with the given octets after its head.
  static func chunked(
    _ name: String, _ body: String, is outcome: String, limits: HTTPParserLimits = .forTests
  ) -> ParserCase {
    ParserCase(
      name, "POST /v1/jobs HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body,
      outcome,
      limits: limits)
  }

  /// A GET of `target` with Host.
  static func target(_ name: String, _ target: String, is outcome: String) -> ParserCase {
    ParserCase(name, "GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n", outcome)
  }
}

extension HTTPParserLimits {
  package static let forTests = HTTPParserLimits(
    requestLineBytes: 64, headerBytes: 256, headerCount: 8, bodyBytes: 32, chunkExtensionBytes: 24)
}
