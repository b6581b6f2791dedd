import Jobs
import Testing

struct SpecDifferenceTests {
  private static let base = Array(
    #"{"architecture":{"inputs":2,"layers":[{"units":2,"init":{"alpha":0.5}}]},"seed":1,"steps":9}"#
      .utf8)

  @Test(arguments: [
    "", "{}", #"{"seed":1}"#,
    #"{"architecture":{"inputs":2,"layers":[{"units":2,"init":{"alpha":0.5}}]},"seed":1,"steps":9}"#,
    #"{"architecture":{"inputs":2,"layers":[{"units":2,"init":{"alpha":0.5}}]},"seed":77,"steps":9}"#,
    #"{"architecture":{"inputs":2,"layers":[{"units":2,"init":{"alpha":1}}]},"seed":2,"steps":10}"#,
    #"{"name":"x","architecture":{"inputs":2,"layers":[]},"seed":1,"steps":9}"#,
    #"{"architecture":{"inputs":2,"layers":[{"units":2,"init":{"alpha":0.5}}]},"seed":1,"steps":9}}"#,
  ])
  func textsComeBack(_ text: String) {
    let text = Array(text.utf8)
    let difference = SpecDifference.of(text, from: Self.base)
    #expect(SpecDifference.applied(difference, to: Self.base) == text)
    #expect(SpecDifference.applied(SpecDifference.of(Self.base, from: text), to: text) == Self.base)
    #expect(SpecDifference.applied(SpecDifference.of(text, from: []), to: []) == text)
  }

  @Test func fewDifferencesTakeFewBytes() {
    let text = Array(
      String(decoding: Self.base, as: UTF8.self).replacing("0.5", with: "0.125")
        .replacing("\"seed\":1", with: "\"seed\":4711").utf8)
    #expect(SpecDifference.of(text, from: Self.base).count <= 20)
    #expect(SpecDifference.of(Self.base, from: Self.base).count <= 4)
    #expect(SpecDifference.of([], from: []).isEmpty)
  }

  /// Texts over few letters, so that much is alike in wrong places too.
  @Test func anyTwoTextsComeBack() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      let letters: ClosedRange<UInt8> = 0...UInt8.random(in: 1...3, using: &random)
      func text(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: letters) } }
      let base = text(.random(in: 0...400, using: &random))
      var changed = base
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        let start = Int.random(in: 0...changed.count, using: &random)
        let end = min(changed.count, start + .random(in: 0...40, using: &random))
        changed.replaceSubrange(start..<end, with: text(.random(in: 0...40, using: &random)))
      }
      #expect(
        SpecDifference.applied(SpecDifference.of(changed, from: base), to: base) == changed)
    }
  }

  @Test func brokenDifferencesAreNone() {
    let difference = SpecDifference.of(Array("{\"seed\":2}".utf8), from: Self.base)
    #expect(SpecDifference.applied(difference, to: Array(Self.base.dropLast())) == nil)
    #expect(SpecDifference.applied(Array(difference.dropLast()), to: Self.base) == nil)
    #expect(SpecDifference.applied([0xFF], to: Self.base) == nil)
    let endless = [UInt8](repeating: 0xFF, count: 40)
    #expect(SpecDifference.applied(endless, to: Self.base) == nil)
    #expect(SpecDifference.applied([200, 1, 0, 0], to: Self.base) == nil)
  }
}
