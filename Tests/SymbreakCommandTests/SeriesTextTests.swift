import Testing
import symbreak

@Suite struct SeriesTextTests {
  private func points(_ text: String, metric: String = "train_loss") throws -> [LineChart.Point] {
    try #require(SeriesText(Array(text.utf8), metric: metric, name: "x").lines.first).points
  }

  private func refusal(_ text: String, metric: String = "train_loss") throws -> String {
    try #require(
      #expect(throws: SeriesText.Refusal.self) { try points(text, metric: metric) }
    ).description
  }

  @Test func anAnswerIsRead() throws {
    let text = #"{"columns": {"step": [0, 5], "train_loss": [0.5, null]}, "total_points": 2}"#
    #expect(try points(text) == [.init(x: 0, y: 0.5), .init(x: 5, y: nil)])
  }

  @Test func whatRunWroteIsReadToo() throws {
    let text = #"{"result": {}, "curves": {"columns": {"step": [1], "train_loss": [2]}}}"#
    #expect(try points(text) == [.init(x: 1, y: 2)])
  }

  @Test func anUnknownMetricIsRefusedWithThoseThereAre() throws {
    let text = #"{"columns": {"step": [0], "train_loss": [1], "epoch": [0]}}"#
    #expect(try refusal(text, metric: "los") == "x has no curve los. It has train_loss, epoch.")
  }

  @Test(arguments: ["[]", "{}", #"{"columns": {}}"#, #"{"columns": {"step": 1}}"#])
  func somethingElseIsRefused(text: String) throws {
    #expect(try refusal(text).hasPrefix("x holds no curves"))
  }

  @Test func unequalColumnsAreRefused() throws {
    #expect(
      try refusal(#"{"columns": {"step": [0, 1], "train_loss": [1]}}"#)
        == "In x, step and train_loss are not equally long.")
  }

  @Test func brokenJSONIsRefused() throws {
    #expect(try refusal("{").hasPrefix("x is not valid JSON"))
  }

  private func lines(_ text: String, metric: String? = nil) throws -> [LineChart.Line] {
    try SeriesText(Array(text.utf8), metric: metric, name: "x").lines
  }

  @Test func severalJobsAreNamed() throws {
    let text = """
      {"items": [
        {"id": "job_a", "name": "one", "curves": {"columns": {"step": [0], "train_loss": [1]}}},
        {"id": "job_b", "name": null, "curves": {"columns": {"step": [0], "train_loss": [2]}}}]}
      """
    #expect(
      try lines(text) == [
        .init(name: "one", points: [.init(x: 0, y: 1)]),
        .init(name: "job_b", points: [.init(x: 0, y: 2)]),
      ])
  }

  @Test func aMetricOfLayersIsALineForEach() throws {
    let text = """
      {"steps": [0, 9], "layers": [
        {"layer": 1, "units": 4, "distinct_neurons": [1, 4], "reasons": [{"step": 0}],
         "incoming": {"mean": [1, 0.5], "min": [1, null]}},
        {"layer": 2, "units": 1, "distinct_neurons": [1, 1], "incoming": {"mean": [null, null]}}]}
      """
    #expect(try lines(text).map(\.name) == ["distinct_neurons_1", "distinct_neurons_2"])
    #expect(
      try lines(text, metric: "incoming_mean")[0].points == [
        .init(x: 0, y: 1), .init(x: 9, y: 0.5),
      ])
    #expect(try lines(text, metric: "incoming_min_1")[0].points.last == .init(x: 9, y: nil))
    #expect(try refusal(text, metric: "reasons").hasPrefix("x has no curve reasons."))
  }

  @Test func healthHasItsColumns() throws {
    let text =
      #"{"columns": {"step": [0], "train_rows": [9], "dead_fraction_1": [0], "dead_fraction_2": [1]}}"#
    #expect(try lines(text).map(\.name) == ["dead_fraction_1", "dead_fraction_2"])
    #expect(try lines(text, metric: "dead_fraction_2").count == 1)
  }
}
