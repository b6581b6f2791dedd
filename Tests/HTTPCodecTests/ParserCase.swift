import HTTPCodec
import Testing

/// Octets for the parser and what must come of them.
///
/// `outcome` lists, separated by blanks, `METHOD:target` for each request, followed by `:body`
/// where it has one; then `!code` for a fault, or `…` where the octets end inside a message.
struct ParserCase: Sendable, CustomTestStringConvertible {
  let name: String
  let octets: [UInt8]
  let outcome: String
  let limits: HTTPParserLimits

  var testDescription: String { name }

  init(
    _ name: String, _ text: String, _ outcome: String, limits: HTTPParserLimits = .forTests
  ) {
    self.init(name, octets: Array(text.utf8), outcome, limits: limits)
  }

  init(
    _ name: String, octets: [UInt8], _ outcome: String, limits: HTTPParserLimits = .forTests
  ) {
    self.name = name
    self.octets = octets
    self.outcome = outcome
    self.limits = limits
  }

  /// A request to "/" with Host and the given field lines.
  static func fields(_ name: String, _ lines: String..., body: String = "", is outcome: String)
    -> ParserCase
  {
    let head = (["POST / HTTP/1.1", "Host: h"] + lines).joined(separator: "\r\n")
    return ParserCase(name, head + "\r\n\r\n" + body, outcome)
  }

  /// A chunked request to "/" with the given octets after its head.
  static func chunked(
    _ name: String, _ body: String, is outcome: String, limits: HTTPParserLimits = .forTests
  ) -> ParserCase {
    ParserCase(
      name, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body, outcome,
      limits: limits)
  }

  /// A GET of `target` with Host.
  static func target(_ name: String, _ target: String, is outcome: String) -> ParserCase {
    ParserCase(name, "GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n", outcome)
  }
}

extension HTTPParserLimits {
  static let forTests = HTTPParserLimits(
    requestLineBytes: 64, headerBytes: 256, headerCount: 8, bodyBytes: 32, chunkExtensionBytes: 24)
}

/// Feeds `octets` in pieces that end at `cuts` and summarises what the parser answers.
func outcome(of octets: [UInt8], cutAt cuts: [Int], limits: HTTPParserLimits) -> String {
  var parser = HTTPRequestParser(limits: limits)
  var parts: [String] = []
  var start = 0
  do throws(HTTPFault) {
    for end in cuts + [octets.count] {
      parser.append(Array(octets[start..<end]))
      start = end
      feeding: while true {
        switch try parser.next() {
        case .needsMoreBytes: break feeding
        case .head: continue
        case .request(let request):
          let body = request.body.isEmpty ? "" : ":" + String(decoding: request.body, as: UTF8.self)
          parts.append("\(request.method.rawValue):\(request.target)\(body)")
        }
      }
    }
    if parser.faultAtEnd != nil { parts.append("…") }
  } catch {
    parts.append("!" + error.code.rawValue)
  }
  return parts.joined(separator: " ")
}
