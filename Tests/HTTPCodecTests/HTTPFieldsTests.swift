import HTTPCodec
import Testing

@Suite struct HTTPFieldsTests {
  @Test func namesIgnoreCaseAndOrderIsKept() {
    var fields: HTTPFields = ["Accept": "a", "X-Long-Name-Of-A-Field": "1", "ACCEPT": "b"]
    #expect(fields["accept"] == "a")
    #expect(fields["x-long-name-of-a-field"] == "1")
    #expect(fields["x-long-name-of-a-fielD2"] == nil)
    #expect(fields.values(of: "Accept") == ["a", "b"])
    #expect(fields.values(of: "missing") == [])
    #expect(fields.map(\.name) == ["Accept", "X-Long-Name-Of-A-Field", "ACCEPT"])
    fields["Accept"] = "c"
    #expect(fields.values(of: "accept") == ["c"])
    fields["accept"] = nil
    #expect(fields.count == 1)
  }

  @Test func sharedFieldsBehaveAsOthers() {
    let plain: HTTPFields = ["Accept": "a", "ETag": "\"1\"", "ACCEPT": "b"]
    let shared = plain.shared()
    var fields = shared
    fields.append("X-Id", "7")
    #expect(fields.map(\.name) == ["Accept", "ETag", "ACCEPT", "X-Id"])
    #expect(fields["etag"] == "\"1\"")
    #expect(fields.values(of: "accept") == ["a", "b"])
    fields["accept"] = "c"
    #expect(fields.map(\.name) == ["ETag", "X-Id", "accept"])
    fields["etag"] = nil
    #expect(fields.map(\.value) == ["7", "c"])
    #expect(shared.map(\.value) == plain.map(\.value))
  }

  @Test func namesThatDifferInOneBitAreNotEqual() {
    // "^" and "~" differ by the bit that letters' cases do.
    let fields: HTTPFields = ["a^": "1"]
    #expect(fields["a~"] == nil)
  }
}
