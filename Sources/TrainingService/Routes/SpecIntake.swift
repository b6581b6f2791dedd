internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import Threading
internal import WebRouting

/// Reads the specs that requests bring.
struct SpecIntake: Sendable {
  /// Reads one upload or spec at a time: the memory that one takes is bounded, that of many is not.
  let threads: DedicatedThreads
  let datasets: DatasetCache

  /// The spec in a request's body, the data set that it names among the caller's.
  func spec(_ request: APIRequest) async throws -> SubmittedSpec {
    let http = request.http
    let json = try await threads.run(over: http.body.count) { try JSONBody.read(http) }
    let upload = try await datasets.shape(in: json, of: request.caller.owner)
    return try await threads.run(over: http.body.count) {
      do throws(SpecFaults) {
        return try SpecReader.submitted(json, upload: upload)
      } catch {
        throw Problem(error)
      }
    }
  }
}
