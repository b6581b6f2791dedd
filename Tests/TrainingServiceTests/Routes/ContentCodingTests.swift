import CZlib
import HTTPCodec
import Testing
import WebRouting

/// gzip by `Accept-Encoding` (RFC 9110, section 12.5.3).
@Suite struct ContentCodingTests {
  /// A field and the coding that a large answer then has; `406` where none will do.
  static let fields: [(field: String, coding: String)] = [
    ("gzip", "gzip"), ("x-gzip", "gzip"), ("GZIP", "gzip"), ("*", "gzip"), ("gzip, br", "gzip"),
    ("br", "plain"), ("", "plain"), ("identity", "plain"), ("gzip;q=0", "plain"),
    ("gzip;q=0.001", "gzip"), ("gzip;q=1.000", "gzip"), ("gzip; q=0.5", "gzip"),
    ("gzip ;Q=0.5", "gzip"), ("gzip;q=0.5, identity", "plain"),
    ("gzip;q=0.5, identity;q=0.5", "gzip"), ("gzip;q=0.5, identity;q=0.6", "plain"),
    ("identity;q=0.5, *;q=1", "gzip"), ("*;q=0", "406"), ("identity;q=0", "406"),
    ("gzip;q=0, identity;q=0", "406"), ("br, *;q=0", "406"), ("*;q=0, identity", "plain"),
    ("*;q=0, gzip", "gzip"), ("gzip;q=2", "plain"), ("gzip;q=0.1234", "plain"),
    ("gzip;q=-1", "plain"), ("gzip;q=", "plain"), ("gzip;x=1", "plain"), (",,gzip,", "gzip"),
    ("deflate, gzip;q=1.0, *;q=0.5", "gzip"), ("identity; q=0, gzip; q=0.1", "gzip"),
  ]

  @Test(arguments: fields)
  func theFieldDecides(field: String, coding: String) async throws {
    let service = try await TestService(workers: 0)
    let plain = try await service.get("/v1/schemes")
    #expect(plain.headers["vary"] == "Accept-Encoding")
    let answer = try await service.get("/v1/schemes", ["Accept-Encoding": field])
    switch coding {
    case "406":
      #expect(answer.status == .notAcceptable)
      #expect(answer.problem == "not_acceptable")
    case "gzip":
      #expect(answer.headers["content-encoding"] == "gzip")
      #expect(answer.headers["etag"] != plain.headers["etag"])
      #expect(answer.body.count < plain.body.count / 2)
      #expect(try inflated(answer.body) == plain.body)
    default:
      #expect(answer.headers["content-encoding"] == nil)
      #expect(answer.body == plain.body)
    }
  }

  @Test func smallAnswersAreCodedOnlyWhereTheyMustBe() async throws {
    let service = try await TestService(workers: 0)
    let small = try await service.get("/healthz", ["Accept-Encoding": "gzip"])
    #expect(small.headers["content-encoding"] == nil)
    let forced = try await service.get("/healthz", ["Accept-Encoding": "gzip, identity;q=0"])
    #expect(forced.headers["content-encoding"] == "gzip")
    let text = String(decoding: try inflated(forced.body), as: UTF8.self)
    #expect(text.contains("\"status\":\"ok\""))
  }

  @Test func answersOfAJobAreCodedAndKept() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let curves = path + "/curves?points=all"
    let plain = try await service.get(curves)
    let first = try await service.get(curves, ["Accept-Encoding": "gzip"])
    #expect(first.headers["content-encoding"] == "gzip")
    #expect(try inflated(first.body) == plain.body)
    let reads = service.store.reads
    let second = try await service.get(curves, ["Accept-Encoding": "gzip"])
    #expect(second.body == first.body)
    #expect(second.headers["etag"] == first.headers["etag"])
    #expect(service.store.reads == reads)
    #expect(try await service.get(curves).body == plain.body)
  }

  @Test func eitherTagIsNotModified() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    for target in [path, path + "/curves", "/v1/schemes"] {
      let plain = try await service.get(target)
      let coded = try await service.get(target, ["Accept-Encoding": "gzip"])
      let tags = [plain, coded].compactMap { $0.headers["etag"] }
      #expect(Set(tags).count == 2)
      for tag in tags {
        for accepted in ["gzip", "identity"] {
          let again = try await service.get(
            target, ["If-None-Match": tag, "Accept-Encoding": accepted])
          #expect(again.status == .notModified)
          #expect(again.headers["etag"] == tag)
          #expect(again.headers["content-encoding"] == nil)
          #expect(again.headers["vary"]?.contains("Accept-Encoding") == true)
          #expect(again.body.isEmpty)
        }
      }
    }
  }

  @Test(arguments: [0, 1, 1000, 70_000, 3_000_000])
  func everyLengthComesBack(length: Int) throws {
    var generator = SystemRandomNumberGenerator()
    let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let codedNoise = try #require(Gzip.encode(noise))
    #expect(try inflated(codedNoise) == noise)
    let text = (0..<length).map { UInt8(truncatingIfNeeded: $0 % 7) }
    let codedText = try #require(Gzip.encode(text))
    #expect(try inflated(codedText) == text)
  }
}

/// What a gzip stream holds, by zlib's own reader.
func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
  var stream = z_stream()
  try #require(
    inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
  defer { inflateEnd(&stream) }
  var source = bytes
  var result: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 64 << 10)
  try source.withUnsafeMutableBufferPointer { input in
    stream.next_in = input.baseAddress
    stream.avail_in = uInt(input.count)
    var status = Z_OK
    while status == Z_OK {
      piece.withUnsafeMutableBufferPointer { output in
        stream.next_out = output.baseAddress
        stream.avail_out = uInt(output.count)
        status = inflate(&stream, Z_NO_FLUSH)
      }
      result += piece[..<(piece.count - Int(stream.avail_out))]
    }
    try #require(status == Z_STREAM_END)
  }
  return result
}
