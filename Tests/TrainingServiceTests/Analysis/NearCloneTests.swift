import HTTPCodec
import StrictJSON
import Testing

/// Networks whose neurons differ and which are one neuron in effect.
@Suite struct NearCloneTests {
  private func spec(
    _ start: String, dataset: String = "moons", steps: Int = 1000, rate: Double = 0.1
  ) -> String {
    """
    {"architecture": [2, 8, 1], "activation": "tanh", "init": \(start), "dataset": "\(dataset)",
     "precision": "float64", "training": {"steps": \(steps), "learning_rate": \(rate)}}
    """
  }

  private func perturbed(_ perturbation: Double) -> String {
    #"{"scheme": "constant", "alpha": 0.5, "perturbation": \#(perturbation)}"#
  }

  private func verdicts(
    _ path: String, _ service: TestService
  ) async throws -> (ninth: JSONValue, findings: [JSONValue]) {
    let claims = try await service.get(path + "/claims").json
    let findings = try await service.get(path + "/diagnosis").json
    return (
      try #require(claims["claims"]?.arrayValue?.first { $0["id"]?.stringValue == "C9" }),
      try #require(findings["findings"]?.arrayValue)
    )
  }

  private func finalLoss(_ path: String, _ service: TestService) async throws -> Double {
    try #require(try await service.get(path).json.at("/result/final/train_loss")?.double)
  }

  /// They end where the exact clones do, to a ten-thousandth of the loss, and are told so.
  @Test(arguments: [1e-6, 1e-4, 1e-3, 1e-2])
  func perturbedClonesThatStayOneAreToldSo(_ perturbation: Double) async throws {
    let service = try await TestService(workers: 1)
    let clones = try await service.train(spec(perturbed(0)))
    let path = try await service.train(spec(perturbed(perturbation)))
    let loss = try await finalLoss(path, service)
    #expect(abs(loss - (try await finalLoss(clones, service))) < 2e-4)
    let (ninth, findings) = try await verdicts(path, service)
    #expect(ninth["verdict"] == "does_not_hold")
    #expect(ninth.at("/measured/in_effect/near_classes_at_end") == [1])
    let finding = try #require(
      findings.first { $0["code"]?.stringValue == "unbroken_symmetry" })
    #expect(finding.at("/evidence/in_effect/near_classes_at_start") == [1])
    #expect((finding.at("/evidence/in_effect/outputs_apart")?.double ?? 1) < 0.05)
    #expect(!findings.contains { $0["code"]?.stringValue == "healthy" })
    let near = try #require(try await service.get(path + "/symmetry").json["near_quotient"])
    #expect(near["widths"] == [2, 1, 1])
    #expect(near.at("/layers/0/classes/0")?.arrayValue?.count == 8)
    let merged = try #require(near["merged_loss"]?.double)
    #expect(abs(merged - loss) < 1e-2)
  }

  /// On circles the same difference grows until the neurons are of several kinds.
  @Test func perturbedClonesThatComeApartAreNot() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      spec(perturbed(1e-3), dataset: "circles", steps: 6000, rate: 0.3))
    #expect(try await finalLoss(path, service) < 0.3)
    let (ninth, findings) = try await verdicts(path, service)
    #expect(ninth.at("/measured/in_effect/near_classes_at_start") == [1])
    #expect(ninth.at("/measured/in_effect/near_classes_at_end") != [1])
    #expect(!findings.contains { $0["code"]?.stringValue == "unbroken_symmetry" })
  }

  @Test(arguments: ["moons", "circles", "xor"], [#""xavier_uniform""#, #""he_normal""#])
  func drawnNetworksAreNot(_ dataset: String, _ start: String) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(spec(start, dataset: dataset))
    let (ninth, findings) = try await verdicts(path, service)
    #expect(ninth["verdict"] == "holds")
    #expect(ninth.at("/measured/in_effect/near_classes_at_start") == [8])
    #expect(!findings.contains { $0["code"]?.stringValue == "unbroken_symmetry" })
    let near = try #require(try await service.get(path + "/symmetry").json["near_quotient"])
    #expect((near.at("/layers/0/near_classes")?.int ?? 0) > 1)
  }
}
