import HTTPCodec
import StrictJSON

/// Sweeps for tests.
enum Sweeps {
  /// Twelve small networks: two scales, three seeds, two schemes.
  static let grid = """
    {"name": "scales", "labels": {"team": "a"},
     "spec": {"architecture": [2, 3, 1], "training": {"steps": 20}, "record": {"points": 3}},
     "grid": {"/alpha": [0.5, 1], "seed": [1, 2, 3], "/init": ["normal", "xavier_uniform"]}}
    """

  /// A sweep over a base of the fewest members.
  static func over(_ variation: String, spec: String = "") -> String {
    #"{"spec": {"architecture": [2, 2, 1], "training": {"steps": 5}\#(spec)}, \#(variation)}"#
  }
}

extension TestService {
  func sweep(_ body: String, _ headers: HTTPFields = [:]) async throws -> HTTPResponse {
    try await send(.post, "/v1/sweeps", headers, body: body)
  }

  /// Hands a sweep in that must be taken; its path.
  func swept(_ body: String = Sweeps.grid, _ headers: HTTPFields = [:]) async throws -> String {
    let response = try await sweep(body, headers)
    guard [.accepted, .ok].contains(response.status), let location = response.headers["location"]
    else { throw Unexpected(description: "\(response.status.code): \(response.text)") }
    return location
  }

  /// The jobs of a sweep, in its order.
  func jobs(of path: String) async throws -> [JSONValue] {
    var jobs: [JSONValue] = []
    for row in try await get(path + "/results").json["rows"]?.arrayValue ?? [] {
      jobs.append(try await get("/v1/jobs/" + (row["job"]?.stringValue ?? "")).json)
    }
    return jobs
  }
}
