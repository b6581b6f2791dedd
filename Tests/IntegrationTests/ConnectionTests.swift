import CurlClient
import Testing

extension IntegrationTests {
  /// Connections: kept, pipelined, ended.
  @Suite struct ConnectionTests {
    @Test func fiftyRequestsUseOneConnection() async throws {
      try await withService { service in
        var opened = 0
        var statuses: [Int] = []
        for round in 0..<10 {
          let spec = Spec.minimal.with("seed", .number(Double(round)))
          let created = try await service.post(spec, headers: [("Prefer", "wait=30")])
          let path = try #require(created.headers["Location"])
          let answers = [
            created, try await service.send("GET", path + "/curves"),
            try await service.send("HEAD", path), try await service.send("GET", "/nothing"),
            try await service.post(["architecture": "wide"]),
          ]
          opened += answers.reduce(0) { $0 + $1.connectionsOpened }
          statuses += answers.map(\.status)
        }
        #expect(opened == 1)
        #expect(statuses == (0..<10).flatMap { _ in [200, 200, 200, 404, 422] })
      }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
      try await withService { service in
        let id = try #require(try await service.trained(Spec.minimal)["id"].string)
        let connection = try RawConnection(port: service.port)
        let body = String(decoding: try Spec.minimal.bytes, as: UTF8.self)
        let targets = ["/v1/jobs/\(id)", "/healthz", "/nothing", "/v1/jobs/\(id)/curves"]
        var text = targets.map { "GET \($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined()
        text += "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        text += "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        text += "HEAD /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"
        try connection.send(text)
        #expect(try JSON(connection.response().body)["id"] == .string(id))
        #expect(try JSON(connection.response().body)["status"] == "ok")
        #expect(try connection.response().status == 404)
        #expect(try JSON(connection.response().body)["total_points"].number != nil)
        #expect(try connection.response().status == 202)
        #expect(try connection.headResponse().status == 200)
        // HTTP/1.0 without keep-alive: the answer was the last one.
        #expect(try connection.isClosedByServer())
      }
    }

    @Test func chunkedContentAndContinue() async throws {
      try await withService(.init(workers: 0)) { service in
        let connection = try RawConnection(port: service.port)
        let body = Array(try Spec.minimal.bytes)
        let half = body.count / 2
        let chunks = [body[..<half], body[half...]].map {
          "\(String($0.count, radix: 16))\r\n\(String(decoding: $0, as: UTF8.self))\r\n"
        }.joined()
        try connection.send(
          "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n")
        #expect(try connection.response().status == 100)
        try connection.send(chunks + "0\r\n\r\n")
        #expect(try connection.response().status == 202)
        // The same connection, a byte at a time.
        for character in "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" {
          try connection.send(String(character))
        }
        let last = try connection.response()
        #expect(last.status == 200)
        #expect(last.headers["connection"] == "close")
        #expect(try connection.isClosedByServer())
      }
    }

    @Test func refusedHeadSavesTheBody() async throws {
      try await withService(.init(workers: 0)) { service in
        let connection = try RawConnection(port: service.port)
        try connection.send(
          "POST /v1/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n")
        #expect(try connection.response().status == 404)
      }
    }

    @Test func clientsThatLeaveDoNoHarm() async throws {
      try await withService(.init(workers: 1)) { service in
        let id = try #require(try await service.submit(Spec.endless)["id"].string)
        for _ in 0..<20 {
          let connection = try RawConnection(port: service.port)
          try connection.send("GET /v1/jobs/\(id)?wait=60 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        }
        #expect(try await service.send("GET", "/healthz").status == 200)
        #expect(try await service.send("POST", "/v1/jobs/\(id)/cancel").status < 300)
        #expect(try await service.finished(id)["state"] == "cancelled")
      }
    }
  }
}
