import Testing
import symbreak

@Suite struct CurvesTextTests {
  private func points(_ text: String, metric: String = "train_loss") throws -> [LineChart.Point] {
    try CurvesText(Array(text.utf8), metric: metric, name: "x").points
  }

  private func refusal(_ text: String, metric: String = "train_loss") throws -> String {
    try #require(
      #expect(throws: CurvesText.Refusal.self) { try points(text, metric: metric) }
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
}
