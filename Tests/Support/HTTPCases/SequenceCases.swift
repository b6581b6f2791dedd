extension ParserCase {
  package static let limitCases: [ParserCase] = [
    ParserCase("a line at the limit", line(64), "GET:/" + String(repeating: "a", count: 50)),
    ParserCase("a line beyond it", line(65), "!request_line_too_long"),
    ParserCase(
      "a line without an end", String(repeating: "a", count: 65), "!request_line_too_long"),
    ParserCase("still within it", String(repeating: "a", count: 64), "…"),
    ParserCase("fields at the count", fields(8), "GET:/"),
    ParserCase("fields beyond it", fields(9), "!too_many_fields"),
    ParserCase("fields at the size", sized(256), "GET:/"),
    ParserCase("fields beyond it", sized(257), "!header_section_too_large"),
    ParserCase(
      "a field without an end", "GET / HTTP/1.1\r\nX:" + String(repeating: "a", count: 256),
      "!header_section_too_large"),
    ParserCase(
      "a control octet before the limit", "GET \u{01}" + String(repeating: "a", count: 80),
      "!control_octet"),
    ParserCase(
      "a control octet after it", String(repeating: "a", count: 65) + "\u{01}",
      "!request_line_too_long"),
  ]

  package static let sequences: [ParserCase] = [
    ParserCase("two requests", get("/1") + get("/2"), "GET:/1 GET:/2"),
    ParserCase("content between", post("/1", "abc") + get("/2"), "POST:/1:abc GET:/2"),
    ParserCase(
      "chunks between", chunked("/1", "abc") + get("/2") + chunked("/3", "d"),
      "POST:/1:abc GET:/2 POST:/3:d"),
    ParserCase("an empty line between", get("/1") + "\r\n" + get("/2"), "GET:/1 GET:/2"),
    ParserCase(
      "a fault in the middle", get("/1") + "GET\r\n" + get("/2"),
      "GET:/1 !malformed_request_line"),
    ParserCase(
      "content too long", post("/1", "abc") + "d" + get("/2"),
      "POST:/1:abc !method_not_implemented"),
    ParserCase(
      "a field's fault in the second", get("/1") + "GET / HTTP/1.1\r\nA b\r\n",
      "GET:/1 !missing_colon"),
    ParserCase("limits start anew", fields(8) + fields(8), "GET:/ GET:/"),
    ParserCase("an unfinished third", get("/1") + get("/2") + "GET", "GET:/1 GET:/2 …"),
    ParserCase(
      "smuggled by an extension", chunked("/1", "a", extras: ";x") + get("/2"),
      "POST:/1:a GET:/2"),
  ]

  package static let all =
    requestLines + targets + fieldLines + hosts + connections + lengths + transferEncodings
    + chunks + limitCases + sequences

  private static func get(_ target: String) -> String {
    "GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n"
  }

  private static func post(_ target: String, _ body: String) -> String {
    "POST \(target) HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private static func chunked(_ target: String, _ body: String, extras: String = "") -> String {
    "POST \(target) HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "\(body.utf8.count)\(extras)\r\n\(body)\r\n0\r\n\r\n"
  }

  /// A request whose request line has `count` octets.
  private static func line(_ count: Int) -> String {
    get("/" + String(repeating: "a", count: count - 14))
  }

  /// A request of `count` fields.
  private static func fields(_ count: Int) -> String {
    "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "X: y\r\n", count: count - 1) + "\r\n"
  }

  /// A request whose fields have `count` octets, CRLFs included.
  private static func sized(_ count: Int) -> String {
    "GET / HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "y", count: count - 14) + "\r\n\r\n"
  }
}
