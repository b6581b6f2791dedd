// Compiled together with the sources of HTTPCodec: see `make fuzz`.

/// One input of libFuzzer: the first two octets choose how the rest is cut, which goes to the parser
/// whole and cut. Both must come to the same, and whatever becomes a request must keep the limits.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  guard input.count > 2 else { return 0 }
  let limits = HTTPParserLimits(
    requestLineBytes: 96, headerBytes: 512, headerCount: 12, bodyBytes: 256,
    chunkExtensionBytes: 32)
  let octets = Array(input.dropFirst(2))
  let whole = outcome(of: octets, pieces: octets.count, limits)
  let cut = outcome(of: octets, pieces: 1 + Int(input[0]) % 17, limits)
  precondition(whole == cut, "the cut changes what is parsed")

  // Whatever a client sends in a field, an answer stays one answer.
  var response = HTTPResponse(status: .ok, body: [1])
  response.headers.append("X", String(decoding: octets, as: UTF8.self))
  var head: [UInt8] = []
  HTTPResponseSerializer.appendHead(
    of: response, persistence: .implied, date: [UInt8](repeating: 0x30, count: 29), to: &head)
  let lines = head.split(separator: 0x0A, omittingEmptySubsequences: false)
  precondition(lines.count == 6, "a value has made a line of its own")
  return 0
}

/// What came out, in order.
private enum Seen: Equatable {
  case request(method: HTTPMethod, target: String, keepsAlive: Bool, body: [UInt8])
  case field(name: String, value: String)
  case fault(HTTPFault.Code)
}

private func outcome(of octets: [UInt8], pieces: Int, _ limits: HTTPParserLimits) -> [Seen] {
  var parser = HTTPRequestParser(limits: limits)
  var seen: [Seen] = []
  var rest = octets[...]
  do throws(HTTPFault) {
    repeat {
      parser.append(Array(rest.prefix(pieces)))
      rest = rest.dropFirst(pieces)
      feeding: while true {
        switch try parser.next() {
        case .needsMoreBytes: break feeding
        case .head, .content: continue
        case .request(let request):
          precondition(request.target.utf8.count <= 2 * limits.requestLineBytes)
          precondition(request.headers.count <= limits.headerCount)
          precondition(request.body.count <= limits.bodyBytes)
          precondition(request.version == .http10 || !request.authority.isEmpty)
          seen.append(
            .request(
              method: request.method, target: request.target, keepsAlive: request.keepsAlive,
              body: request.body))
          for field in request.headers {
            seen.append(.field(name: field.name, value: field.value))
          }
        }
      }
    } while !rest.isEmpty
    if let fault = parser.faultAtEnd { seen.append(.fault(fault.code)) }
  } catch {
    precondition((400...599).contains(error.status.code))
    seen.append(.fault(error.code))
  }
  return seen
}
