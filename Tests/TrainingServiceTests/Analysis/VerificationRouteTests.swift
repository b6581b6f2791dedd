import HTTPCodec
import StrictJSON
import Testing

@Suite struct VerificationRouteTests {
  @Test func figuresStandBesideWhatWasMeasured() async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.send(
      .post, "/v1/verifications", body: #"{"figures": ["representation_similarity", "quotient"]}"#)
    #expect(response.status == .ok)
    let answer = try response.json
    #expect(answer["passed"] == true)
    let figures = try #require(answer["figures"]?.arrayValue)
    #expect(figures.map { $0["name"]?.stringValue } == ["representation_similarity", "quotient"])
    let check = try #require(figures[0].at("/checks/0"))
    #expect(check["expected"] == 0.55761)
    #expect(abs((check["measured"]?.double ?? 0) - 0.55761325) < 1e-7)
    #expect(check["passed"] == true)
  }

  @Test(arguments: [
    (#"{"figures": ["circels"]}"#, "unknown_name"), (#"{"figures": []}"#, "out_of_range"),
    (#"{"figure": []}"#, "unknown_field"), ("[]", "wrong_type"),
  ])
  func refusesOtherFigures(_ body: String, _ code: String) async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.send(.post, "/v1/verifications", body: body)
    #expect(response.status == .unprocessableContent)
    #expect(try response.json.at("/errors/0/code")?.stringValue == code)
  }
}
