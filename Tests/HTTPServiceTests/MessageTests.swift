import HTTPCodec
import HTTPService
import Testing

/// Requests and answers over a real socket.
@Suite struct MessageTests {
  @Test func aKeptConnectionAnswersAgainAndAgain() async throws {
    try await withServer { port, _ in
      try await blocking {
        let client = try Client(port: port)
        for index in 0..<5 {
          let response = try client.get("/\(index)")
          #expect(response.status == 200)
          #expect(response.text == "/\(index)")
          #expect(response.fields["content-length"] == "2")
          #expect(response.fields["connection"] == nil)
          let date = try #require(response.fields["date"])
          #expect(date.wholeMatch(of: /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
        }
        #expect(try client.get("/address").text == "127.0.0.1")
      }
    }
  }

  @Test func connectionsCloseWhenOneSideSaysSo() async throws {
    try await withServer { port, _ in
      try await blocking {
        for (request, persistence) in [
          ("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "close"),
          ("GET / HTTP/1.0\r\n\r\n", "close"),
          ("GET /close HTTP/1.1\r\nHost: h\r\n\r\n", "close"),
        ] {
          let client = try Client(port: port)
          try client.send(request)
          let response = try client.response()
          #expect(response.status == 200)
          #expect(response.fields["connection"] == persistence)
          #expect(try client.isAtEnd())
        }
        let old = try Client(port: port)
        for _ in 0..<2 {
          try old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
          #expect(try old.response().fields["connection"] == "keep-alive")
        }
      }
    }
  }

  @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
    let handler = TestHandler()
    try await withServer(handler: handler) { port, _ in
      try await blocking {
        let client = try Client(port: port)
        let targets = ["/1", "/later?2", "/3", "/slow", "/5", "/later?6", "/later?7", "/8"]
        try client.send(targets.map { Client.request("GET", $0) }.joined())
        // What comes before the slow answer does not wait for it.
        for target in targets[..<3] { #expect(try client.response().text == target) }
        handler.release.happen()
        #expect(try client.response().text == "slow")
        for target in targets[4...] { #expect(try client.response().text == target) }
        // Reading goes on after the pause.
        #expect(try client.get("/9").text == "/9")
      }
    }
  }

  @Test func manyPipelinedRequestsPassThroughSmallBuffers() async throws {
    try await withServer { configuration in
      configuration.maxUnsentBytes = 1 << 10
    } _: { port, _ in
      try await blocking {
        let client = try Client(port: port)
        let body = String(repeating: "x", count: 3_000)
        let request = Client.request("POST", "/echo", ["Content-Length: 3000"]) + body
        for _ in 0..<5 {
          try client.send(String(repeating: request, count: 40))
          for _ in 0..<40 { #expect(try client.response().text == body) }
        }
      }
    }
  }

  @Test func requestsBeforeAFaultAreAnswered() async throws {
    try await withServer { port, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send(
          Client.request("GET", "/1") + Client.request("GET", "/later?2") + "GET /\n"
            + Client.request("GET", "/3"))
        #expect(try client.response().text == "/1")
        #expect(try client.response().text == "/later?2")
        let refusal = try client.response()
        #expect(refusal.status == 400)
        #expect(refusal.text == "bare_line_feed")
        #expect(refusal.fields["connection"] == "close")
        #expect(try client.isAtEnd())
      }
    }
  }

  @Test func contentComesSizedAndChunked() async throws {
    try await withServer { port, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("POST", "/echo", ["Content-Length: 5"]) + "hello")
        #expect(try client.response().text == "hello")
        try client.send(Client.request("POST", "/echo", ["Transfer-Encoding: chunked"]))
        for piece in ["3\r\nab", "c\r\n5;x=y\r\ndefgh\r\n0", "\r\nX: y\r\n\r\n"] {
          try client.send(piece)
        }
        #expect(try client.response().text == "abcdefgh")
        let large = [UInt8](TestHandler.bigBody[..<(3 << 20)])
        try client.send(Client.request("PUT", "/echo", ["Content-Length: \(large.count)"]))
        try client.send(large)
        #expect(try client.response().body == large)
        #expect(try client.get("/big").body == TestHandler.bigBody)
      }
    }
  }

  @Test func headHasTheLengthButNotTheContent() async throws {
    try await withServer { port, _ in
      try await blocking {
        let client = try Client(port: port)
        for (target, length) in [("/abc", "4"), ("/big", "\(TestHandler.bigBody.count)")] {
          try client.send(Client.request("HEAD", target))
          let response = try client.response(toHead: true)
          #expect(response.status == 200)
          #expect(response.fields["content-length"] == length)
        }
        #expect(try client.get("/next").text == "/next")
        let empty = try client.get("/empty")
        #expect(empty.status == 204)
        #expect(empty.fields["content-length"] == nil)
        try client.send("HEAD / HTTP/1.1\r\n\r\n")
        #expect(try client.response(toHead: true).status == 400)
        #expect(try client.isAtEnd())
      }
    }
  }

  /// What was decided on a head comes back with its request, and with no other.
  @Test func whatWasMadeOfAHeadComesBackWithItsRequest() async throws {
    try await withServer { port, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("POST", "/admission", ["Content-Length: 2"]) + "ok")
        #expect(try client.response().text == "to /admission")
        #expect(try client.get("/admission").text == "none")
      }
    }
  }

  @Test func continueIsSentBeforeTheContentOnly() async throws {
    try await withServer { port, _ in
      try await blocking {
        let client = try Client(port: port)
        let lines = ["Expect: 100-continue", "Content-Length: 2"]
        try client.send(Client.request("POST", "/echo", lines))
        let interim = try client.response()
        #expect(interim == Client.Response(status: 100, fields: [:], body: []))
        try client.send("ok")
        #expect(try client.response().text == "ok")
        // Content that is there already needs no invitation.
        try client.send(Client.request("POST", "/echo", lines) + "ok")
        #expect(try client.response().text == "ok")
        #expect(try client.get("/").status == 200)
      }
    }
  }

  @Test func refusalsComeBeforeTheContent() async throws {
    try await withServer { port, _ in
      try await blocking {
        let cases = [
          ("/echo", ["Expect: 100-continue", "Content-Length: 99999999"], 413),
          ("/forbidden", ["Expect: 100-continue", "Content-Length: 2"], 403),
          ("/forbidden", ["Transfer-Encoding: chunked"], 403),
          ("/echo", ["Expect: cake", "Content-Length: 2"], 417),
        ]
        for (target, lines, status) in cases {
          let client = try Client(port: port)
          try client.send(Client.request("POST", target, lines))
          let response = try client.response()
          #expect(response.status == status)
          #expect(response.fields["connection"] == "close")
          #expect(try client.isAtEnd())
        }
      }
    }
  }

  @Test func anEarlyAnswerReachesAClientThatIsStillSending() async throws {
    try await withServer { port, _ in
      try await blocking {
        let body = [UInt8](repeating: 0x61, count: 24 << 20)
        for _ in 0..<5 {
          let client = try Client(port: port)
          try client.send(Client.request("POST", "/echo", ["Content-Length: \(body.count)"]))
          try client.send(body)
          #expect(try client.response().status == 413)
          client.closeSending()
          #expect(try client.isAtEnd())
        }
      }
    }
  }

  @Test func limitsHaveTheirStatuses() async throws {
    try await withServer { port, _ in
      try await blocking {
        let long = String(repeating: "a", count: 40_000)
        for (request, status) in [
          (Client.request("GET", "/" + long), 414),
          (Client.request("GET", "/", ["X: " + long]), 431),
          (Client.request("GET", "/", Array(repeating: "X: y", count: 100)), 431),
          (Client.request("POST", "/", ["Content-Length: 9000000"]), 413),
          (Client.request("POST", "/", ["Transfer-Encoding: chunked"]) + "900000\r\n", 413),
          (Client.request("BREW", "/"), 501),
          ("GET / HTTP/3.0\r\n\r\n", 505),
        ] {
          let client = try Client(port: port)
          try client.send(request)
          #expect(try client.response().status == status)
        }
      }
    }
  }

  @Test func aClientThatOnlyClosedItsSideIsAnswered() async throws {
    try await withServer { port, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send(["/1", "/later?2", "/3"].map { Client.request("GET", $0) }.joined())
        client.closeSending()
        for target in ["/1", "/later?2", "/3"] { #expect(try client.response().text == target) }
        #expect(try client.isAtEnd())
        let cut = try Client(port: port)
        try cut.send("GET / HTTP/1.1\r\nHo")
        cut.closeSending()
        let refusal = try cut.response()
        #expect(refusal.status == 400)
        #expect(refusal.text == "incomplete_message")
      }
    }
  }

  @Test func manyClientsAtOnceGetTheirOwnAnswers() async throws {
    try await withServer { port, _ in
      try await withThrowingDiscardingTaskGroup { group in
        for number in 0..<24 {
          group.addTask {
            try await blocking {
              let client = try Client(port: port)
              for index in 0..<100 {
                let target = index % 3 == 0 ? "/later?\(number)-\(index)" : "/\(number)/\(index)"
                #expect(try client.get(target).text == target)
              }
            }
          }
        }
      }
    }
  }
}
