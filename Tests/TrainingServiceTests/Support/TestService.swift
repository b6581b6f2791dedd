import AccessKeys
import HTTPCodec
import Jobs
import KernelDispatch
import SpecJSON
import StrictJSON
import Synchronization
import TrainingService
import WebRouting

/// The API over the service's own store, in memory, with workers that train or with none.
struct TestService {
  let store: WatchedStore
  let status: ServiceStatus
  let api: APIHandler
  private let queue: JobQueue
  private let discards: Discards

  /// How many checkpoints could not be used.
  var discarded: Int { discards.count }

  /// 2000-02-29T12:34:56.789Z.
  static let now = Timestamp(milliseconds: 951_827_696_789)

  static let document = """
    openapi: 3.1.0
    info: {title: Symbreak, version: "1.0"}
    paths:
      /healthz: {get: {operationId: getHealth}}
    x-sample: [1, 2.5, true, null, "7", ~, text]
    """

  init(
    workers: Int, store: WatchedStore? = nil, hosts: HostPolicy = .any,
    origins: CrossOriginPolicy = .none, document: String = Self.document,
    heartbeat: Duration = .seconds(15), keys: KeyRing = KeyRing(),
    limits: CallerLimits = CallerLimits(),
    documentLimits: DocumentDecoder.Limits = DocumentDecoder.Limits(),
    datasetLimits: DatasetLimits = DatasetLimits(),
    sweepLimits: SweepLimits = SweepLimits(), analysisLimits: AnalysisLimits = AnalysisLimits(),
    memory: Int = .max, elsewhere: (any LiveReadings)? = nil, servesPage: Bool = true,
    time: TimeSource = .system,
    observer: @escaping RequestObserver = { _ in },
    faults: @escaping RequestFaultObserver = { _ in }
  ) async throws {
    self.store = try store ?? WatchedStore()
    let cache = DatasetCache(store: self.store)
    let gauge = QueueGauge()
    let live = LiveRecordings()
    let discards = Discards()
    self.discards = discards
    let executor = ExperimentExecutor(
      kernels: .best, datasets: cache, clock: TimeSource.system.monotonic, live: live)
    queue = JobQueue(
      store: self.store,
      workers: WorkerConfiguration(
        workers: workers, engine: EngineNumber.current, memory: memory),
      time: .system,
      random: { .random(in: 0 ... .max) },
      events: { event in
        gauge.notice()
        discards.notice(event)
      },
      executor: { executor($0) })
    status = ServiceStatus(
      version: "1.2.3", kernels: "avx2", workers: workers, gauge: gauge, time: time,
      storeTrouble: { [store = self.store] in store.trouble })
    api = APIHandler(
      queue: queue, datasets: cache, status: status,
      document: try OpenAPIDocument(yaml: Array(document.utf8)),
      options: APIOptions(
        hosts: hosts, origins: origins, keys: keys, limits: limits,
        documentLimits: documentLimits, datasetLimits: datasetLimits,
        sweepLimits: sweepLimits, analysisLimits: analysisLimits,
        live: elsewhere ?? live,
        servesPage: servesPage, heartbeat: heartbeat, observer: observer, faults: faults))
    try await refreshGauge()
    if workers > 0 { try await queue.start() }
    status.phase = .ready
  }

  /// Has health tell what the store holds now, which is asked now and then in a service.
  func refreshGauge() async throws { try await status.gauge.refresh(from: queue) }

  /// A request as a server would hand it over, answered.
  func send(
    _ method: HTTPMethod, _ target: String, _ headers: HTTPFields = [:], body: String = ""
  ) async throws -> HTTPResponse {
    switch try answer(method, target, headers, body: body) {
    case .ready(let response): response
    case .pending(let work): await work()
    }
  }

  /// Sends an upload and waits for its answer.
  func upload(
    _ body: [UInt8], _ type: String, _ headers: HTTPFields = [:], query: String = ""
  ) async throws -> HTTPResponse {
    var headers = headers
    headers["Host"] = "localhost:8080"
    headers["Content-Type"] = type
    let request = try HTTPRequest(
      method: .post, target: "/v1/datasets" + query, headers: headers, body: body)
    switch api.handle(request) {
    case .ready(let response): return response
    case .pending(let work): return await work()
    }
  }

  func answer(
    _ method: HTTPMethod, _ target: String, _ headers: HTTPFields = [:], body: String = ""
  ) throws -> HTTPAnswer {
    var headers = headers
    if headers["host"] == nil { headers.append("Host", "localhost:8080") }
    if !body.isEmpty, headers["content-type"] == nil {
      headers.append("Content-Type", "application/json")
    }
    return api.handle(
      try HTTPRequest(method: method, target: target, headers: headers, body: Array(body.utf8)))
  }

  func get(_ target: String, _ headers: HTTPFields = [:]) async throws -> HTTPResponse {
    try await send(.get, target, headers)
  }

  /// Hands a spec in and waits for its end; the path of the finished job.
  func train(_ spec: String) async throws -> String {
    let response = try await send(.post, "/v1/jobs", ["Prefer": "wait=60"], body: spec)
    guard response.status == .ok, let location = response.headers["location"] else {
      throw Unexpected(description: "\(response.status.code): \(response.text)")
    }
    return location
  }

  /// Hands a spec in; the path of the job.
  func submit(_ spec: String = Specs.xor) async throws -> String {
    let response = try await send(.post, "/v1/jobs", body: spec)
    guard let location = response.headers["location"] else {
      throw Unexpected(description: "\(response.status.code): \(response.text)")
    }
    return location
  }
}

/// Counts the checkpoints that could not be used.
private final class Discards: Sendable {
  private let number = Mutex(0)

  var count: Int { number.withLock { $0 } }

  func notice(_ event: QueueEvent) {
    if case .checkpointDiscarded = event { number.withLock { $0 += 1 } }
  }
}

struct Unexpected: Error, CustomStringConvertible {
  let description: String
}

enum Specs {
  /// Two clones on XOR, 100 steps, 11 recorded points.
  static let xor = """
    {"architecture": [2, 2, 1], "init": "constant", "alpha": 0.5, "seed": 1, "name": "clones",
     "labels": {"team": "a"}, "training": {"steps": 100},
     "record": {"points": 11, "snapshots": 3}}
    """
  /// Diverges within a few steps.
  static let diverging = """
    {"architecture": [2, 4, 1], "init": {"scheme": "normal"}, "alpha": 3, "seed": 1,
     "activation": "relu", "dataset": "plane", "training": {"steps": 500, "learning_rate": 1000},
     "record": {"every": 1}}
    """
  /// Takes far longer than any test waits.
  static let endless = """
    {"architecture": [2, 64, 64, 1], "seed": 1, "training": {"steps": 1000000}}
    """
}

extension HTTPResponse {
  var text: String { String(decoding: body, as: UTF8.self) }

  var json: JSONValue {
    get throws { try JSONValue.parse(body) }
  }

  /// The last part of a problem's type.
  var problem: String? {
    (try? json)?["type"]?.stringValue?.split(separator: "/").last.map(String.init)
  }
}

extension JSONValue {
  /// The value that a JSON Pointer names.
  func at(_ pointer: String) -> JSONValue? { JSONPointer(pointer).flatMap { self[$0] } }

  var double: Double? { numberValue?.asDouble }
  var int: Int? { numberValue?.asInt }
}
