import HTTPCodec

/// Feeds `octets` in pieces that end at `cuts` and summarises what the parser answers, contents
/// gathered or handed on.
func outcome(
  of octets: [UInt8], cutAt cuts: [Int], limits: HTTPParserLimits, handingContentOn: Bool = false
) -> String {
  var content: [UInt8] = []
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
        case .head: parser.handsContentOn = handingContentOn
        case .content(let piece): content += piece
        case .request(let request):
          let octets = request.body + content
          content = []
          let body = octets.isEmpty ? "" : ":" + String(decoding: octets, as: UTF8.self)
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
