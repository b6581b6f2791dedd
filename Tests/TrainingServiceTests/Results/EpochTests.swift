import StrictJSON
import Testing

@Suite struct EpochTests {
  /// Seven rows by threes: batches of three, three and one.
  @Test func aShortLastBatchEndsItsEpoch() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [1, 2, 1],
       "dataset": {"inputs": [[0], [1], [2], [3], [4], [5], [6]],
                   "targets": [0, 1, 2, 3, 4, 5, 6.5]},
       "training": {"epochs": 3, "batch_size": 3}, "record": {"every": 1}}
      """)
    let curves = try await service.get(path + "/curves").json
    let epochs = curves.at("/columns/epoch")?.arrayValue?.compactMap { $0.numberValue?.asDouble }
    let expected = (0...9).map { step in
      Double(step / 3) + [0, 3.0 / 7, 6.0 / 7][step % 3]
    }
    #expect(epochs == expected)
    #expect(epochs?.last == 3)
  }
}
