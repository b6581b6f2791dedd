import CurlClient
import Testing

extension Service {
  /// Sends a request on the service's own client.
  func send(
    _ method: String, _ target: String, headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil
  ) async throws -> CurlResponse {
    try await client.send(CurlRequest(method, target, headers: headers, body: body))
  }

  /// Sends a spec.
  func post(
    _ spec: JSON, headers: [(name: String, value: String)] = []
  ) async throws -> CurlResponse {
    try await client.post(spec, headers: headers)
  }

  /// Sends a spec that must be taken; returns the job as it was answered.
  func submit(_ spec: JSON) async throws -> JSON {
    let response = try await post(spec)
    try #require(response.status == 202, "\(response.text)")
    return try response.json
  }

  /// The JSON of a GET that must succeed.
  func json(_ target: String) async throws -> JSON {
    let response = try await send("GET", target)
    try #require(response.status == 200, "\(target): \(response.text)")
    return try response.json
  }

  /// The job once it has ended, however.
  func finished(_ id: String) async throws -> JSON { try await client.finished(id) }

  /// The job once it is in one of `states`.
  func job(_ id: String, in states: Set<String>) async throws -> JSON {
    try await client.job(id, in: states)
  }

  /// The finished job of a spec that must succeed.
  func trained(_ spec: JSON) async throws -> JSON {
    let id = try #require(try await submit(spec)["id"].string)
    let job = try await finished(id)
    try #require(job["state"] == "succeeded", "\(job)")
    return job
  }
}

extension CurlClient {
  /// Sends a spec.
  func post(
    _ spec: JSON, headers: [(name: String, value: String)] = []
  ) async throws -> CurlResponse {
    try await send(
      CurlRequest(
        "POST", "/v1/jobs", headers: [("Content-Type", "application/json")] + headers,
        body: spec.bytes))
  }

  /// The job once it has ended, however.
  func finished(_ id: String) async throws -> JSON {
    try await job(id, in: ["succeeded", "failed", "cancelled"])
  }

  /// The job once it is in one of `states`: the service holds each answer until the state changes.
  func job(_ id: String, in states: Set<String>) async throws -> JSON {
    var known: String?
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(300) {
      // With the tag of the last answer no change between two questions is missed.
      let response = try await send(
        CurlRequest(
          "GET", "/v1/jobs/\(id)?wait=\(known == nil ? 0 : 30)",
          headers: known.map { [("If-None-Match", $0)] } ?? [], timeout: .seconds(90)))
      if response.status == 304 { continue }
      try #require(response.status == 200, "\(response.text)")
      let job = try response.json
      if let state = job["state"].string, states.contains(state) { return job }
      known = response.headers["ETag"]
    }
    throw Failure("\(id) did not come to \(states.sorted())")
  }
}

extension CurlResponse {
  /// The content as JSON; it must be declared as such.
  var json: JSON {
    get throws {
      let type = headers["Content-Type"]
      try #require(type == "application/json" || type == "application/problem+json")
      return try JSON(body)
    }
  }

  /// The problem of an error answer: checks the form that every one has, and the status.
  func problem(_ status: Int, _ code: String) throws -> JSON {
    try #require(self.status == status, "\(text)")
    try #require(headers["Content-Type"] == "application/problem+json")
    let problem = try JSON(body)
    #expect(problem["type"] == .string("/problems/\(code)"))
    #expect(problem["status"] == .number(Double(status)))
    #expect(problem["title"].string?.isEmpty == false)
    #expect(problem["detail"].string?.isEmpty == false)
    #expect(problem["errors"] != .missing)
    return problem
  }
}

/// Specs that several tests send.
enum Spec {
  /// The smallest one of the contract.
  static let minimal: JSON = [
    "architecture": [2, 2, 1], "init": "constant", "alpha": 0.5, "seed": 1,
  ]

  /// One that trains for minutes: to be cancelled or interrupted.
  static let endless: JSON = [
    "architecture": [2, 16, 16, 1], "seed": 2, "dataset": "circles",
    "training": ["steps": 5_000_000], "record": ["points": 10, "similarity": false],
  ]
}
