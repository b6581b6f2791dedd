import Glibc
import HTTPCodec
import StrictJSON
import Testing
import TrainingService

/// What is read before a caller is known costs no more than its length: a client without a key
/// cannot hold up the queue on which everyone is answered.
@Suite(.serialized) struct ReadingCostTests {
  private static let length = 30_000

  private static func filled(_ pattern: String, _ length: Int = length) -> String {
    String(repeating: pattern, count: length / pattern.utf8.count)
  }

  private static func lines(_ pattern: String, count: Int = 90) -> [String] {
    (0..<count).map { "X-\($0): " + filled(pattern, 300) }
  }

  /// A request as hostile as one that fits into the limits can be: its field lines after Host, and
  /// its target.
  private struct Hostile {
    var name: String
    var target = "/healthz"
    var fields: [String] = []
  }

  private static let fieldNames = [
    "Accept-Encoding", "Accept", "If-None-Match", "Prefer", "Authorization", "Origin", "Cookie",
    "Content-Encoding", "Content-Type", "Last-Event-ID", "Origin", "X-Request-Id",
    "Idempotency-Key", "X",
  ]

  private static let patterns = [
    "é;q=1,", ",", ";", "\"", "a,", "gzip;q=0.5,", "*/*;q=0.1,", "a/b;c=d;q=0.7,", "\\\"", "é",
    "\u{301}", " ", "\t,", "=", "sbk_", "Bearer ", "W/\"a\",", "wait=1,", "q=", "-",
  ]

  private static let hostile: [Hostile] = {
    var all: [Hostile] = []
    for field in fieldNames {
      for pattern in patterns {
        all.append(Hostile(name: "\(field): \(pattern)", fields: ["\(field): a\(filled(pattern))"]))
      }
    }
    all.append(Hostile(name: "Connection", fields: ["Connection: a\(filled(",a"))"]))
    all.append(Hostile(name: "many fields", fields: lines("é;q=1,")))
    let short = "Accept-Encoding: " + filled(",", 300)
    all.append(Hostile(name: "a field many times", fields: Array(repeating: short, count: 90)))
    let names = (0..<250).map { "a\($0)=b" }.joined(separator: "&")
    all.append(Hostile(name: "unknown parameters", target: "/openapi.yaml?" + names))
    let long = (0..<130).map { "\($0)" + filled("p", 55) }.joined(separator: "&")
    all.append(Hostile(name: "long unknown parameters", target: "/openapi.yaml?" + long))
    all.append(
      Hostile(name: "percent-encoding", target: "/healthz/" + filled("%C3%A9", 7_900)))
    let marks = "a" + filled("%CC%81", 7_800)
    all.append(Hostile(name: "marks in the path", target: "/" + marks))
    all.append(Hostile(name: "marks in a name", target: "/openapi.yaml?" + marks))
    all.append(Hostile(name: "segments", target: filled("/a", 7_900)))
    all.append(Hostile(name: "slashes", target: filled("/", 7_900)))
    all.append(
      Hostile(name: "a long path", target: "/v1/jobs/" + filled("a", 7_900) + "/cancle"))
    all.append(Hostile(name: "plus signs", target: "/openapi.yaml?a=" + filled("+", 7_900)))
    return all
  }()

  /// A request that is as long and means nothing.
  private static let benign = ["X: a" + filled("abcdef", length)]

  private func message(_ target: String, _ fields: [String]) -> [UInt8] {
    Array(
      (["GET \(target) HTTP/1.1", "Host: localhost"] + fields + ["", ""])
        .joined(separator: "\r\n").utf8)
  }

  /// Nanoseconds of this thread's processor time from the octets of a request to those of its answer:
  /// the least of several, which what else the machine does cannot lower.
  private func cost(_ octets: [UInt8], _ service: TestService) -> UInt64 {
    var least = UInt64.max
    for _ in 0..<7 {
      let start = Self.processorTime()
      var parser = HTTPRequestParser()
      parser.append(octets)
      var output: [UInt8] = []
      do throws(HTTPFault) {
        if case .request(let request) = try parser.next() {
          if case .ready(let response) = service.api.handle(request) {
            HTTPResponseSerializer.appendHead(
              of: response, persistence: .implied, date: [], to: &output)
          }
        }
      } catch {
        _ = service.api.response(to: error, in: parser.head)
      }
      least = min(least, Self.processorTime() - start)
    }
    return least
  }

  private static func processorTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  @Test func noFieldCostsMuchMoreThanItsLength() async throws {
    let keys = Keys()
    _ = keys.make("ada")
    for service in [
      try await TestService(workers: 0), try await TestService(workers: 0, keys: keys.ring),
    ] {
      let plain = cost(message("/healthz", Self.benign), service)
      for hostile in Self.hostile {
        let cost = cost(message(hostile.target, hostile.fields), service)
        #expect(cost < 20 * plain, "\(hostile.name): \(cost) ns against \(plain) ns")
      }
    }
  }

  @Test func unknownParametersAreToldInFewWords() async throws {
    let service = try await TestService(workers: 0)
    let names = (0..<250).map { "unknown\($0)" }
    let response = try await service.get("/v1/schemes?" + names.joined(separator: "&"))
    #expect(response.status == .badRequest)
    #expect(try response.json["errors"]?.arrayValue?.count == 16)
    let long = try await service.get("/v1/schemes?" + Self.filled("p", 7_000))
    #expect(long.body.count < 3 * 7_000)
  }
}
