import HTTPCases
import HTTPCodec
import Testing

@Suite struct HTTPRequestParserTests {
  @Test(arguments: ParserCase.all)
  func answersTheSameHoweverOctetsAreCut(_ example: ParserCase) {
    let octets = example.octets
    #expect(outcome(of: octets, cutAt: [], limits: example.limits) == example.outcome)
    let everywhere = octets.isEmpty ? [] : Array(1..<octets.count)
    #expect(outcome(of: octets, cutAt: everywhere, limits: example.limits) == example.outcome)
    for cut in everywhere {
      #expect(outcome(of: octets, cutAt: [cut], limits: example.limits) == example.outcome)
    }
    var generator = SplitMix(state: 1)
    for _ in 0..<20 {
      let cuts = everywhere.filter { _ in Int.random(in: 0..<6, using: &generator) == 0 }
      #expect(outcome(of: octets, cutAt: cuts, limits: example.limits) == example.outcome)
    }
  }

  @Test func theTableIsLargeAndReachesEveryFaultOfTheParser() {
    #expect(ParserCase.all.count >= 200)
    let reached = Set(ParserCase.all.map { $0.outcome.split(separator: "!").last.map(String.init) })
    let ofTheServer: Set<HTTPFault.Code> = [
      .requestTimeout, .tooManyConnections, .incompleteMessage, .tooManyBufferedBytes,
      .contentNotKept,
      // The table's limits are too small for it: see targetsOfVeryManyPartsAreRefused.
      .tooManyTargetParts,
    ]
    for code in HTTPFault.Code.allCases where !ofTheServer.contains(code) {
      #expect(reached.contains(code.rawValue), "no case is refused as \(code)")
    }
  }

  @Test(arguments: [
    ("POST /large", 6, false, true), ("POST /large?a=b", 6, false, true),
    ("POST /large", 7, false, false), ("POST /large", 6, true, true),
    ("POST /large", 7, true, false), ("POST /small", 4, false, true),
    ("POST /small", 5, false, false), ("PUT /large", 5, false, false),
    ("POST /large/", 5, true, false),
  ])
  func aTargetMayHaveALimitOfItsOwn(target: String, count: Int, isChunked: Bool, fits: Bool) {
    let limits = HTTPParserLimits(bodyBytes: 4, bodyBytesByTarget: ["POST /large": 6])
    let content = String(repeating: "x", count: count)
    let framing =
      isChunked
      ? "Transfer-Encoding: chunked\r\n\r\n\(count)\r\n\(content)\r\n0\r\n\r\n"
      : "Content-Length: \(count)\r\n\r\n\(content)"
    let octets = Array("\(target) HTTP/1.1\r\nHost: a\r\n\(framing)".utf8)
    let expected =
      fits
      ? target.replacing(" ", with: ":") + ":" + content
      : "!" + HTTPFault.Code.contentTooLarge.rawValue
    #expect(outcome(of: octets, cutAt: [], limits: limits) == expected)
    #expect(outcome(of: octets, cutAt: Array(1..<octets.count), limits: limits) == expected)
  }

  @Test func everyFaultCitesItsSource() {
    for code in HTTPFault.Code.allCases {
      let fault = HTTPFault(code, "Change it.")
      #expect(fault.section.wholeMatch(of: /RFC \d+, section [\d.]*\d/) != nil)
      #expect(fault.status.code >= 400)
      #expect(!fault.title.isEmpty)
    }
  }

  @Test func randomOctetsNeverYieldDifferentAnswersByTheirCut() {
    // Mutations of valid requests reach deeper than noise would.
    var generator = SplitMix(state: 7)
    for _ in 0..<20_000 {
      var octets = ParserCase.all.randomElement(using: &generator)?.octets ?? []
      for _ in 0..<Int.random(in: 1...3, using: &generator) where !octets.isEmpty {
        let place = Int.random(in: 0..<octets.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: octets[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: octets.remove(at: place)
        default: octets.insert(octets[Int.random(in: 0...place, using: &generator)], at: place)
        }
      }
      let whole = outcome(of: octets, cutAt: [], limits: .forTests)
      let bytewise = octets.isEmpty ? [] : Array(1..<octets.count)
      #expect(outcome(of: octets, cutAt: bytewise, limits: .forTests) == whole)
      #expect(
        outcome(of: octets, cutAt: bytewise, limits: .forTests, handingContentOn: true) == whole)
    }
  }

  @Test func aFaultIsFinal() {
    var parser = HTTPRequestParser()
    parser.append(Array("GET\r\n".utf8))
    #expect(throws: HTTPFault.self) { try parser.next() }
    parser.append(Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
    #expect(throws: HTTPFault.self) { try parser.next() }
  }

  @Test func theHeadComesBeforeItsContent() throws {
    var parser = HTTPRequestParser()
    parser.append(
      Array(
        "POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".utf8))
    guard case .head(let head, let expectsContinue) = try parser.next() else {
      Issue.record("no head")
      return
    }
    #expect(head.path == "/a")
    #expect(expectsContinue)
    #expect(parser.progress == .body)
    guard case .needsMoreBytes = try parser.next() else {
      Issue.record("the head came twice")
      return
    }
    parser.append(Array("ok".utf8))
    guard case .request(let request) = try parser.next() else {
      Issue.record("no request")
      return
    }
    #expect(request.body == Array("ok".utf8))
    #expect(parser.progress == .idle)
  }

  @Test func whatIsHeldIsCounted() throws {
    var parser = HTTPRequestParser()
    #expect(parser.heldBytes == 0)
    parser.append(Array("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n".utf8))
    _ = try parser.next()
    #expect(parser.announcedBytes == 100)
    let head = parser.heldBytes
    parser.append([UInt8](repeating: 0x61, count: 60))
    #expect(parser.heldBytes == head + 60)
    _ = try parser.next()
    #expect(parser.heldBytes == head + 60)
    parser.append([UInt8](repeating: 0x61, count: 40))
    _ = try parser.next()
    #expect(parser.heldBytes == 0)
  }

  @Test func targetsOfVeryManyPartsAreRefused() {
    func code(_ target: String) -> String {
      outcome(
        of: Array("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n".utf8), cutAt: [],
        limits: HTTPParserLimits())
    }
    let (path, query) = (String(repeating: "/a", count: 64), String(repeating: "a=1&", count: 256))
    #expect(code(path) == "GET:\(path)")
    #expect(code(path + "/") == "!too_many_target_parts")
    #expect(code("/?" + query) == "GET:/?\(query)")
    #expect(code("/?" + query + "b") == "!too_many_target_parts")
  }

  @Test func persistenceFollowsVersionAndConnection() throws {
    func keepsAlive(_ version: String, _ connection: String) throws -> Bool {
      try parse("GET / HTTP/\(version)\r\nHost: h\r\n\(connection)\r\n").keepsAlive
    }
    #expect(try keepsAlive("1.1", ""))
    #expect(try keepsAlive("1.1", "Connection: keep-alive\r\n"))
    #expect(try !keepsAlive("1.1", "Connection: close\r\n"))
    #expect(try !keepsAlive("1.1", "Connection: Keep-Alive, CLOSE\r\n"))
    #expect(try !keepsAlive("1.1", "Connection: x\r\nConnection: close\r\n"))
    #expect(try !keepsAlive("1.0", ""))
    #expect(try keepsAlive("1.0", "Connection: Keep-Alive\r\n"))
    #expect(try !keepsAlive("1.0", "Connection: keep-alive, close\r\n"))
  }

  @Test func everyMethodIsRecognised() throws {
    for method in HTTPMethod.allCases {
      #expect(try parse("\(method.rawValue) / HTTP/1.1\r\nHost: h\r\n\r\n").method == method)
    }
  }

  @Test func theTargetsAuthorityPrecedesHost() throws {
    #expect(try parse("GET http://a:1/x HTTP/1.1\r\nHost: b\r\n\r\n").authority == "a:1")
    #expect(try parse("GET /x HTTP/1.1\r\nHost: b:2\r\n\r\n").authority == "b:2")
    #expect(try parse("GET /x HTTP/1.0\r\n\r\n").authority == "")
  }

  private func parse(_ text: String) throws -> HTTPRequest {
    var parser = HTTPRequestParser()
    parser.append(Array(text.utf8))
    guard case .request(let request) = try parser.next() else {
      throw HTTPFault(.incompleteMessage, "The test's request is incomplete.")
    }
    return request
  }
}

/// SplitMix64: a seeded generator, so that a failure comes back.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
