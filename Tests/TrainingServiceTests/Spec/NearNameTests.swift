import StrictJSON
import Testing

struct NearNameTests {
  @Test(arguments: [
    ("", "abc", 3), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "ab", 1),
    ("ab", "abc", 1), ("kitten", "sitting", 3), ("ca", "abc", 3), ("alpah", "alpha", 1),
  ])
  func edits(source: String, target: String, count: Int) {
    #expect(NearName.edits(from: Array(source.utf8), to: Array(target.utf8)) == count)
    #expect(NearName.edits(from: Array(target.utf8), to: Array(source.utf8)) == count)
  }

  @Test(
    arguments: [
      ("Tanh", "tanh"), ("tnah", "tanh"), ("soft plus", nil), ("soft-plus", nil),
      ("he", "he_normal"),
      ("mse", "mean_squared_error"), ("x", nil), ("", nil), ("xyzzy", nil),
      ("mean squared error", "mean_squared_error"),
      (String(repeating: "tanh", count: 1000), nil),
    ] as [(String, String?)])
  func nearest(name: String, expected: String?) {
    let names = ["tanh", "he_normal", "he_uniform", "mean_squared_error"]
    #expect(NearName.nearest(to: name, among: names) == expected)
  }

  @Test func theFirstOfEquallyNearOnesIsTaken() {
    #expect(NearName.nearest(to: "cat", among: ["bat", "rat"]) == "bat")
  }
}
