import HTTPCodec
import Testing

@Suite struct HTTPFieldsTests {
  @Test func namesIgnoreCaseAndOrderIsKept() {
    var fields: HTTPFields = ["Accept": "a", "X-Long-Name-Of-A-Field": "1", "ACCEPT": "b"]
    #expect(fields["accept"] == "a")
    #expect(fields["x-long-name-of-a-field"] == "1")
    #expect(fields["x-long-name-of-a-fielD2"] == nil)
    #expect(fields.values(of: "Accept") == ["a", "b"])
    #expect(fields.combined("accept") == "a, b")
    #expect(fields.combined("missing") == nil)
    #expect(fields.map(\.name) == ["Accept", "X-Long-Name-Of-A-Field", "ACCEPT"])
    fields["Accept"] = "c"
    #expect(fields.values(of: "accept") == ["c"])
    fields["accept"] = nil
    #expect(fields.count == 1)
  }

  @Test func namesThatDifferInOneBitAreNotEqual() {
    // "^" and "~" differ by the bit that letters' cases do.
    let fields: HTTPFields = ["a^": "1"]
    #expect(fields["a~"] == nil)
  }
}
