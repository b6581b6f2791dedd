import HTTPCodec
import SpecJSON
import StrictJSON
import Testing

@Suite struct PresetTests {
  @Test func thereAreTwelveAtLeastOfBothKinds() async throws {
    let service = try await TestService(workers: 0)
    let items = try #require(try await service.get("/v1/presets").json["items"]?.arrayValue)
    #expect(items.count >= 12)
    #expect(Set(items.compactMap { $0["name"]?.stringValue }).count == items.count)
    for kind in Preset.Kind.allCases {
      #expect(items.contains { $0["kind"]?.stringValue == kind.rawValue })
    }
  }

  /// Each can be posted as it is, and its claim comes to what the preset says.
  @Test(arguments: Preset.catalogue.map(\.name))
  func showsItsClaim(_ name: String) async throws {
    let preset = try #require(Preset.catalogue.first { $0.name == name })
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      String(decoding: preset.spec.serialized(), as: UTF8.self))
    let claims = try #require(try await service.get(path + "/claims").json["claims"]?.arrayValue)
    let claim = try #require(claims.first { $0["id"]?.stringValue == preset.claim })
    #expect(
      claim["verdict"]?.stringValue == preset.verdict,
      "\(String(decoding: claim.serialized(), as: UTF8.self))")
  }
}
