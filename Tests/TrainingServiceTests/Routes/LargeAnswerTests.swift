import HTTPCodec
import StrictJSON
import Synchronization
import Testing

/// Answers that are made while they are sent.
@Suite struct LargeAnswerTests {
  /// Gathers what is written, up to a bound at which the client leaves.
  private final class Sink: HTTPBodyWriter {
    private let pieces = Mutex<[[UInt8]]>([])
    private let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    var bytes: [UInt8] { pieces.withLock { $0.flatMap { $0 } } }
    var largestPiece: Int { pieces.withLock { $0.map(\.count).max() ?? 0 } }
    var count: Int { pieces.withLock { $0.reduce(0) { $0 + $1.count } } }

    func write(_ bytes: [UInt8]) async throws(HTTPStreamClosed) {
      guard count < limit else { throw HTTPStreamClosed() }
      pieces.withLock { $0.append(bytes) }
    }
  }

  /// 30,001 recorded points: 1.4 MB as text.
  private static let long = """
    {"architecture": [2, 2, 1], "seed": 1, "training": {"steps": 30000},
     "record": {"every": 1, "similarity": false}}
    """

  private func content(_ response: HTTPResponse) async throws -> [UInt8] {
    let sink = Sink()
    let stream = try #require(response.stream)
    try await stream(sink)
    #expect(response.body.isEmpty)
    #expect(sink.largestPiece <= 256 << 10)
    return sink.bytes
  }

  @Test func longCurvesAreStreamedAndAreWhatShortOnesAre() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Self.long)
    let short = try await service.get("\(path)/curves?points=all&metrics=train_loss")
    #expect(short.stream == nil && !short.body.isEmpty)
    for format in ["json", "csv", "ndjson"] {
      let target = "\(path)/curves?points=all&format=\(format)"
      let answer = try await service.get(target)
      let plain = try await content(answer)
      #expect(plain.count > 1 << 20)
      if format == "json" {
        let columns = try JSONValue.parse(plain)["columns"]
        let losses = try short.json.at("/columns/train_loss")
        #expect(columns?["train_loss"] == losses)
        #expect(columns?["train_accuracy"]?.arrayValue?.count == 30_001)
        let total = try JSONValue.parse(plain)["total_points"]
        #expect(total == 30_001)
      } else {
        let lines = plain.split(separator: 10).count
        #expect(lines == (format == "csv" ? 30_002 : 30_001))
      }
      // The same, gzipped and under the tag of that form.
      let coded = try await service.get(target, ["Accept-Encoding": "gzip"])
      #expect(coded.headers["content-encoding"] == "gzip")
      #expect(coded.headers["etag"] != answer.headers["etag"])
      let unpacked = try inflated(try await content(coded))
      #expect(unpacked == plain)
      for tag in [answer, coded].compactMap({ $0.headers["etag"] }) {
        let again = try await service.get(target, ["If-None-Match": tag])
        #expect(again.status == .notModified && again.stream == nil && again.body.isEmpty)
        #expect(again.headers["etag"] == tag)
      }
    }
  }

  @Test func curvesOfSeveralJobsAreFetchedOneAfterAnother() async throws {
    let service = try await TestService(workers: 1)
    var paths: [String] = []
    for spec in [Self.long, Specs.xor, Self.long] { paths.append(try await service.train(spec)) }
    let ids = paths.map { String($0.dropFirst("/v1/jobs/".count)) }.joined(separator: ",")
    let target = "/v1/curves?jobs=\(ids)&points=all"
    let before = service.store.reads
    let answer = try await service.get(target)
    // Three jobs and one artifact: the beginning is enough to tell that it is long.
    #expect(service.store.reads - before == 4)
    let sink = Sink(limit: 1)
    let stream = try #require(answer.stream)
    await #expect(throws: HTTPStreamClosed.self) { try await stream(sink) }
    #expect(service.store.reads - before == 4, "a client that left had more fetched for it")
    let text = try await content(answer)
    let items = try JSONValue.parse(text)["items"]?.arrayValue ?? []
    #expect(items.map { $0.at("/curves/total_points")?.int } == [30_001, 11, 30_001])
    #expect(items[0].at("/curves/columns/train_loss") == items[2].at("/curves/columns/train_loss"))
    let tag = try #require(answer.headers["etag"])
    let known = try await service.get(target, ["If-None-Match": tag])
    #expect(known.status == .notModified)
    // What is wrong with a later job is told before anything is sent.
    let unknown = try await service.get(target + "&metrics=gradient_norm,accuracy")
    #expect(unknown.status == .badRequest)
  }

  @Test func largeMatricesAndWeightsAreStreamed() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      #"{"architecture": [2, 300, 600, 1], "training": {"steps": 1}, "record": {"similarity": false}}"#
    )
    let matrix = try JSONValue.parse(
      try await content(service.get("\(path)/similarity/matrix?layer=2")))
    #expect(matrix["units"] == 600)
    #expect(
      matrix["values"]?.arrayValue?.map { $0.arrayValue?.count }
        == Array(repeating: 600, count: 600))
    #expect(matrix["norms"]?.arrayValue?.count == 600 && matrix["reasons"] == [])
    let json = try JSONValue.parse(try await content(service.get("\(path)/weights")))
    let layers = try #require(json["layers"]?.arrayValue)
    #expect(layers.map { $0["weights"]?.arrayValue?.count } == [300, 600, 1])
    #expect(layers.map { $0["biases"]?.arrayValue?.count } == [300, 600, 1])
    #expect(layers[1].at("/weights/599")?.arrayValue?.count == 300)
    #expect(json["non_finite"] == [])
    // As many octets as the tensors take, behind a header of a length that is a multiple of 8.
    let packed = try await service.get("\(path)/weights?format=safetensors")
    let bytes = packed.stream == nil ? packed.body : try await content(packed)
    let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(bytes.count == 8 + header + 4 * (2 * 300 + 300 + 300 * 600 + 600 + 600 + 1))
  }
}
