import CurlClient
import Testing

/// Requests that wait at a service for what does not end, while it stops: a job that trains, one that is
/// queued behind it, and a sweep.
///
/// For a service with one worker.
struct WaitsAtTheEnd {
  private let job: RawConnection
  private let handedIn: [RawConnection]

  /// Returns when all wait.
  ///
  /// - Parameter running: a spec that trains for longer than the test.
  init(_ service: Service, running: JSON) async throws {
    let host = "Host: 127.0.0.1\r\n"
    func post(_ path: String, _ content: JSON) throws -> RawConnection {
      let connection = try RawConnection(port: service.port)
      let body = String(decoding: try content.bytes, as: UTF8.self)
      try connection.send(
        "POST \(path) HTTP/1.1\r\n\(host)Content-Type: application/json\r\nPrefer: wait=300\r\n"
          + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
      return connection
    }
    func jobs(_ state: String, _ count: Int) async throws -> [JSON] {
      for _ in 0..<600 {
        let items = try await service.json("/v1/jobs?state=\(state)")["items"].array
        if items.count == count { return items }
        try await Task.sleep(for: .milliseconds(50))
      }
      throw Failure("there are not \(count) jobs that are \(state)")
    }
    let first = try post("/v1/jobs", running)
    _ = try await jobs("running", 1)
    let second = try post("/v1/jobs", Spec.minimal.with("seed", 77))
    let queued = try await jobs("queued", 1)
    let id = try #require(queued[0]["id"].string)
    let sweep = try post("/v1/sweeps", ["spec": Spec.minimal, "grid": ["seed": [5, 6]]])
    _ = try await jobs("queued", 3)
    handedIn = [first, second, sweep]
    // In one piece: the first one's answer shows that the second, which waits, has arrived too.
    job = try RawConnection(port: service.port)
    try job.send(
      "GET /healthz HTTP/1.1\r\n\(host)\r\nGET /v1/jobs/\(id)?wait=60 HTTP/1.1\r\n\(host)\r\n")
    #expect(try job.response().status == 200)
  }

  /// Each of them has been answered with how things stood when the service had stopped.
  func areAnswered() throws {
    for connection in handedIn {
      let response = try connection.response()
      #expect(response.status == 202)
      let content = try JSON(response.body)
      let isSweep = content["jobs"]["total"].number != nil
      #expect(isSweep ? content["jobs"]["queued"] == 2 : content["state"] == "queued", "\(content)")
    }
    let response = try job.response()
    #expect(response.status == 200)
    #expect(try JSON(response.body)["state"] == "queued")
  }
}
