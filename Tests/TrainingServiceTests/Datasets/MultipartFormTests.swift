import Testing
import WebRouting

/// Forms (RFC 7578, RFC 2046).
@Suite struct MultipartFormTests {
  /// As curl sends `-F name=digits -F inputs=@a -F "targets=@b;filename=\"q\\\".gz\""`.
  static let form = """
    --------------------------b0undary\r
    Content-Disposition: form-data; name="name"\r
    \r
    digits\r
    --------------------------b0undary\r
    Content-Disposition: form-data; name="inputs"; filename="a;b.gz"\r
    Content-Type: application/octet-stream\r
    \r
    \r
    --------------------------b0undar\r
    \n\r
    --------------------------b0undary\r
    content-disposition: FORM-DATA ; filename="q\\".gz"; name=targets\r
    \r
    \r
    --------------------------b0undary--\r

    """
  static let boundary = "------------------------b0undary"

  private func problem(_ body: String, boundary: String = "b") throws -> MultipartForm.Malformed {
    try #require(
      #expect(throws: MultipartForm.Malformed.self, "\(body)") {
        try MultipartForm(Array(body.utf8), boundary: boundary)
      })
  }

  private func part(_ name: String, _ content: String) -> String {
    "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(content)\r\n"
  }

  @Test func partsAreReadToTheByte() throws {
    let body = Array(Self.form.utf8)
    let form = try MultipartForm(body, boundary: Self.boundary)
    #expect(form.parts.map(\.name) == ["name", "inputs", "targets"])
    #expect(form.parts.map(\.hasFilename) == [false, true, true])
    let contents = form.parts.map { String(decoding: body[$0.content], as: UTF8.self) }
    #expect(contents == ["digits", "\r\n--------------------------b0undar\r\n\n", ""])
  }

  @Test func everyTruncationIsSeen() {
    let body = Array(Self.form.utf8)
    // Without the last line's end the form is whole.
    for length in 0..<(body.count - 2) {
      #expect(throws: MultipartForm.Malformed.self, "\(length)") {
        try MultipartForm(Array(body.prefix(length)), boundary: Self.boundary)
      }
    }
  }

  @Test func aFormMayBeEmpty() throws {
    #expect(try MultipartForm(Array("--b--".utf8), boundary: "b").parts.isEmpty)
  }

  @Test func partsOfOneNameAreAllThere() throws {
    let body = part("a", "1") + part("a", "2") + "--b--\r\n"
    #expect(try MultipartForm(Array(body.utf8), boundary: "b").parts.map(\.name) == ["a", "a"])
  }

  @Test func whatIsWrongIsToldWithItsByte() throws {
    #expect(try problem("").offset == 0)
    #expect(try problem("--c--").offset == 0)
    #expect(try problem("preamble\r\n--b--").offset == 0)
    #expect(try problem("--bc").problem.contains("line's end"))
    #expect(try problem("--b--x").offset == 5)
    #expect(try problem("--b--\r\n--b--").offset == 5)
    #expect(try problem("--b\r\n\r\nx\r\n--b--").problem.contains("Content-Disposition"))
    #expect(
      try problem("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end").problem
        .contains("--b-- is missing"))
  }

  @Test(arguments: [
    "Content-Disposition: form-data", "Content-Disposition: form-data; name=\"\"",
    "Content-Disposition: attachment; name=\"a\"", "Content-Disposition: form-data; name=\"a",
    "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
    "Content-Disposition: form-data; name=\"a\" x", "Content-Disposition", ": x",
    "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
    "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64",
    "Content-Disposition: form-data; name=\"a\"\rX: y", "Content-Disposition: form-data\n; name=a",
  ])
  func wrongHeadersAreRefused(header: String) throws {
    #expect(try problem("--b\r\n\(header)\r\n\r\nx\r\n--b--").offset >= 5)
  }

  @Test func headersAndPartsAreBounded() throws {
    let name = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n"
    for padding in 1900..<2200 {
      let body = name + "X: \(String(repeating: "x", count: padding))\r\n\r\nx\r\n--b--"
      let header = body.utf8.count - 5 - "x\r\n--b--".utf8.count
      let form = try? MultipartForm(Array(body.utf8), boundary: "b")
      #expect((form != nil) == (header <= MultipartForm.mostHeaderBytes), "\(padding)")
    }
    let most = (0..<MultipartForm.mostParts).map { part("p\($0)", "") }.joined()
    #expect(
      try MultipartForm(Array((most + "--b--").utf8), boundary: "b").parts.count
        == MultipartForm.mostParts)
    #expect(try problem(most + part("more", "") + "--b--").problem.contains("more than"))
  }

  @Test(
    arguments: [
      ("multipart/form-data; boundary=abc", "abc"),
      ("multipart/form-data;boundary=\"a b:c\"", "a b:c"),
      ("multipart/form-data; charset=utf-8; Boundary=x", "x"), ("multipart/form-data", nil),
      ("multipart/form-data; boundary=", nil), ("multipart/form-data; boundary=\"\"", nil),
      ("multipart/form-data; boundary=a\"b", nil),
      ("multipart/form-data; boundary=a; boundary=b", nil),
      ("multipart/form-data; boundary=\"a\\\r\"", nil),
      ("multipart/form-data; boundary=\"a \"", nil),
      ("multipart/form-data; boundary=" + String(repeating: "a", count: 71), nil),
      (
        "multipart/form-data; boundary=" + String(repeating: "a", count: 70),
        String(repeating: "a", count: 70)
      ),
    ] as [(String, String?)])
  func theBoundary(contentType: String, boundary: String?) {
    #expect(MultipartForm.boundary(of: contentType) == boundary)
  }
}
