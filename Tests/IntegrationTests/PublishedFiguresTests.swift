import CurlClient
import Testing

extension IntegrationTests {
  /// The published figures, and the experiment that other libraries fail, as a client sees them.
  @Suite struct PublishedFiguresTests {
    /// The "Initialization" exercise of the deeplearning.ai course; figures by
    /// `Tests/Reference/circles.py`.
    static let circles: JSON = [
      "architecture": [2, 10, 5, 1], "activation": "relu", "dataset": "circles",
      "training": ["steps": 15_000, "learning_rate": 0.01], "precision": "float64",
      "record": ["every": 1000],
    ]

    @Test func zerosStayAtTheEntropyOfTheLabels() async throws {
      try await withService { service in
        let job = try await service.trained(Self.circles.with("init", "zeros"))
        #expect(job["result"]["outcome"] == "plateau")
        #expect(job["result"]["final"]["train_accuracy"] == 0.5)
        #expect(job["result"]["final"]["test_accuracy"] == 0.5)
        let path = "/v1/jobs/" + (try #require(job["id"].string))
        let losses = try #require(
          try await service.json(path + "/curves")["columns"]["train_loss"].numbers)
        #expect(losses.count == 16)
        #expect(losses.allSatisfy { abs($0 - 0.693_147_180_559_945_3) < 1e-14 })
        // There is no cosine of a vector of zeros.
        #expect(job["result"]["symmetry"]["layers"][0]["mean_cosine"] == .null)
        #expect(job["result"]["symmetry"]["layers"][0]["distinct_neurons"] == 1)
        let layers = try await service.json(path + "/weights")["layers"].array
        for layer in layers {
          #expect(layer["weights"].array.flatMap(\.array).allSatisfy { $0 == 0 })
        }
      }
    }

    @Test func heLearnsTheRings() async throws {
      let scheme = try fixture("circles")["schemes"]["he"]
      let layers = scheme["weights"].array.map { JSON.object(["weights": $0]) }
      try await withService { service in
        let job = try await service.trained(
          Self.circles.with("init", ["scheme": "given", "layers": .array(layers)]))
        let path = "/v1/jobs/" + (try #require(job["id"].string))
        let losses = try #require(
          try await service.json(path + "/curves")["columns"]["train_loss"].numbers)
        try #require(losses.count == 16)
        #expect(abs(losses[0] - 0.883_053_746_341_976_1) < 1e-14)
        #expect(abs(losses[1] - 0.687_982_591_972_806_3) < 1e-11)
        #expect(abs(losses[14] - 0.073_578_959_626_773_69) < 1e-11)
        let published = try #require(scheme["losses"].numbers)
        for (loss, expected) in zip(losses, published) { #expect(abs(loss - expected) < 1e-11) }
        let final = job["result"]["final"]
        #expect(abs(try #require(final["train_accuracy"].number) - 0.9933) < 5e-5)
        #expect(final["test_accuracy"] == 0.96)
      }
    }

    /// PyTorch splits these layers into several kinds of neuron by its round-off.
    @Test(arguments: [7, 13])
    func constantLayerKeepsOneKindOfNeuron(hidden: Int) async throws {
      let rows = try fixture("torch_symmetry")
      try await withService { service in
        let job = try await service.trained([
          "architecture": [5, .number(Double(hidden)), 1], "init": "constant", "alpha": 0.5,
          "dataset": ["inputs": rows["inputs"], "targets": rows["targets"]],
          "training": ["steps": 10_000, "learning_rate": 0.5], "record": ["every": 500],
        ])
        let dataset = try #require(job["spec"]["dataset"]["id"].string)
        #expect(try await service.json("/v1/datasets/\(dataset)")["rows"] == 200)
        #expect(job["spec"]["precision"] == "float32")
        #expect(job["spec"]["training"]["loss"] == "binary_cross_entropy")
        let symmetry = job["result"]["symmetry"]["layers"][0]
        #expect(symmetry["units"] == .number(Double(hidden)))
        #expect(symmetry["distinct_neurons"] == 1)
        let path = "/v1/jobs/" + (try #require(job["id"].string))
        let series = try await service.json(path + "/similarity")["layers"][0]["distinct_neurons"]
        #expect(series.numbers == Array(repeating: 1, count: 21))
        let weights = try await service.json(path + "/weights")["layers"][0]["weights"].array
        #expect(weights.count == hidden)
        #expect(Set(weights.map { "\($0)" }).count == 1)
        #expect(weights[0] != [0.5, 0.5, 0.5, 0.5, 0.5])
        // It learns, as a network of one neuron: PyTorch's broken symmetry ends at 0.029.
        let first = try #require(job["result"]["initial"]["train_loss"].number)
        let last = try #require(job["result"]["final"]["train_loss"].number)
        #expect(last < first)
        #expect(last > 0.5)
      }
    }
  }
}
