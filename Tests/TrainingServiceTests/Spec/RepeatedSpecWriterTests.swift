import HTTPCodec
import JobStoreConformance
import Jobs
import SpecJSON
import StrictJSON
import Testing
import TrainingEngine
import TrainingService

/// What is written with parts of the spec before is what is written alone.
struct RepeatedSpecWriterTests {
  @Test(arguments: 0..<100)
  func textsAreThoseOfTheSpecAlone(seed: UInt64) throws {
    var random = RandomSpec(seed: seed)
    let (first, second) = (random.next(), random.next())
    let specs = try [
      first, first.with("seed", 7), first.with("seed", 8), first.with("name", "n"),
      first.with("labels", ["b": "2", "a": "1"]), first.with("precision", "float64"), second,
      first, first.with("record", ["every": 5]),
    ].map { try SpecReader.read($0) }
    var writer = RepeatedSpecWriter(reuses: true)
    var jobs = JobWriter(owner: "ada", reuses: true)
    for spec in specs {
      let texts = writer.texts(of: spec)
      #expect(texts.json == SpecWriter.json(spec).serialized())
      #expect(texts.canonical == SpecWriter.canonicalBytes(spec.spec))
      #expect(writer.isRepeated(spec.spec))
      let (job, alone) = (
        jobs.job(spec, id: Sample.id(1)), NewJob(spec, id: Sample.id(1), owner: "ada")
      )
      #expect(job.spec == alone.spec)
      #expect(job.specDigest == alone.specDigest)
      #expect(job.batchKey == alone.batchKey)
    }
  }

  /// They are equal as numbers, and their texts are not.
  @Test func negativeZerosKeepTheirText() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.swept(
      Sweeps.over(#""grid": {"alpha": [0, -0.0, 0.0, -0], "seed": [1, 2]}"#))
    for job in try await service.jobs(of: path) {
      let alone = try await service.send(
        .post, "/v1/jobs", ["Content-Type": "application/json"],
        body: String(decoding: try #require(job["spec"]).serialized(), as: UTF8.self)
      ).json
      #expect(alone["spec_digest"] == job["spec_digest"])
      #expect(alone["spec"]?.text == job["spec"]?.text)
    }
  }
}

extension JSONValue {
  fileprivate func with(_ key: String, _ value: JSONValue) -> JSONValue {
    var object = objectValue ?? [:]
    object[key] = value
    return .object(object)
  }
}
