import Experiments
import SpecJSON
import StrictJSON
import Testing
import TrainingEngine
import symbreak

@Suite struct RunReportTests {
  private func train(_ text: String) throws -> (ValidatedSpec, ExperimentResult) {
    let read = try SpecText.read(Array(text.utf8), name: "spec")
    let clock = ContinuousClock()
    let start = clock.now
    return (read, Experiment.run(read.spec, clock: { clock.now - start }))
  }

  private static let clones =
    #"{"architecture": [2, 4, 1], "init": "constant", "alpha": 0.5, "training": {"steps": 50}}"#

  @Test func theReportShowsCurveNeuronsAndDigest() throws {
    let (_, result) = try train(Self.clones)
    let lines = RunReport(result).lines(width: 80)
    #expect(lines[0] == result.spec.summary)
    #expect(lines.contains("training loss"))
    let row = try #require(lines.first { $0.hasPrefix("1 ") })
    #expect(row.split(separator: " ") == ["1", "4", "1", "1.0000", "1.000"])
    #expect(lines.contains("digest   \(result.digest)"))
    #expect(lines.contains { $0.hasPrefix("outcome  ") && $0.contains("% right") })
  }

  @Test func aNetworkWithoutHiddenLayersHasNoTable() throws {
    let (_, result) = try train(#"{"architecture": [2, 1], "training": {"steps": 5}}"#)
    #expect(
      RunReport(result).lines(width: 80).contains { $0.hasPrefix("There is no hidden layer") })
  }

  @Test func theJSONIsTheAPIsWithEveryPoint() throws {
    let (read, result) = try train(Self.clones)
    let json = try JSONValue.parse(RunAnswer.json(read, result))
    #expect(json.objectValue?.keys == ["spec", "result", "curves"])
    #expect(json["spec"] == SpecWriter.json(read))
    #expect(json["result"]?["digest"]?.stringValue == result.digest)
    #expect(
      json["curves"]?["columns"]?["train_loss"]?.arrayValue?.count == result.record.points.count)
    let curves = try SeriesText(RunAnswer.json(read, result), metric: "train_loss", name: "x")
    #expect(curves.lines.map { $0.points.map(\.y) } == [result.record.points.map(\.trainLoss)])
  }
}
