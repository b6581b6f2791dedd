extension ParserCase {
  package static let lengths: [ParserCase] = [
    .fields("sized", "Content-Length: 3", body: "abc", is: "POST:/v1/jobs:abc"),
    .fields("sized zero", "Content-Length: 0", is: "POST:/v1/jobs"),
    .fields("no length is no content", is: "POST:/v1/jobs"),
    .fields("leading zeros", "Content-Length: 0003", body: "abc", is: "POST:/v1/jobs:abc"),
    .fields("small letters", "content-length:3", body: "abc", is: "POST:/v1/jobs:abc"),
    .fields("unfinished content", "Content-Length: 3", body: "ab", is: "…"),
    .fields("any octets", "Content-Length: 4", body: "\r\n\0\n", is: "POST:/v1/jobs:\r\n\0\n"),
    .fields("a plus sign", "Content-Length: +3", is: "!invalid-content-length"),
    .fields("a minus sign", "Content-Length: -3", is: "!invalid-content-length"),
    .fields("hexadecimal", "Content-Length: 0x3", is: "!invalid-content-length"),
    .fields("a fraction", "Content-Length: 3.0", is: "!invalid-content-length"),
    .fields("a blank inside", "Content-Length: 3 3", is: "!invalid-content-length"),
    .fields("empty", "Content-Length:", is: "!invalid-content-length"),
    .fields("a list", "Content-Length: 3, 3", is: "!invalid-content-length"),
    .fields("a list without a blank", "Content-Length: 3,4", is: "!invalid-content-length"),
    .fields("a unit", "Content-Length: 3b", is: "!invalid-content-length"),
    .fields(
      "repeated alike", "Content-Length: 3", "Content-Length: 3", is: "!repeated-content-length"),
    .fields(
      "repeated unlike", "Content-Length: 3", "Content-Length: 4", is: "!repeated-content-length"),
    .fields("the largest integer", "Content-Length: 9223372036854775807", is: "!content-too-large"),
    .fields("one more", "Content-Length: 9223372036854775808", is: "!content-too-large"),
    .fields(
      "2 to the 64", "Content-Length: 18446744073709551616", is: "!content-too-large"),
    .fields(
      "many digits", "Content-Length: 99999999999999999999999999999999", is: "!content-too-large"),
    .fields("at the limit", "Content-Length: 32", body: limit, is: "POST:/v1/jobs:\(limit)"),
    .fields("beyond the limit, early", "Content-Length: 33", is: "!content-too-large"),
  ]

  package static let transferEncodings: [ParserCase] = [
    .fields("chunked", "Transfer-Encoding: chunked", body: "0\r\n\r\n", is: "POST:/v1/jobs"),
    .fields("CHUNKED", "Transfer-Encoding: CHUNKED", body: "0\r\n\r\n", is: "POST:/v1/jobs"),
    .fields(
      "empty elements", "Transfer-Encoding: , chunked,", body: "0\r\n\r\n", is: "POST:/v1/jobs"),
    .fields("gzip", "Transfer-Encoding: gzip", is: "!invalid-transfer-encoding"),
    .fields("identity", "Transfer-Encoding: identity", is: "!invalid-transfer-encoding"),
    .fields("empty", "Transfer-Encoding:", is: "!invalid-transfer-encoding"),
    .fields("xchunked", "Transfer-Encoding: xchunked", is: "!invalid-transfer-encoding"),
    .fields("chunkedx", "Transfer-Encoding: chunkedx", is: "!invalid-transfer-encoding"),
    .fields(
      "chunked twice", "Transfer-Encoding: chunked, chunked", is: "!invalid-transfer-encoding"),
    .fields(
      "chunked on two lines", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked",
      is: "!invalid-transfer-encoding"),
    .fields("chunked first", "Transfer-Encoding: chunked, gzip", is: "!invalid-transfer-encoding"),
    .fields(
      "chunked, then identity", "Transfer-Encoding: chunked", "Transfer-Encoding: identity",
      is: "!invalid-transfer-encoding"),
    .fields("a parameter", "Transfer-Encoding: chunked;q=1", is: "!invalid-transfer-encoding"),
    .fields("quoted", "Transfer-Encoding: \"chunked\"", is: "!invalid-transfer-encoding"),
    .fields("two words", "Transfer-Encoding: chunked x", is: "!invalid-transfer-encoding"),
    .fields("a vertical tab", "Transfer-Encoding: \u{0B}chunked", is: "!control-octet"),
    .fields(
      "gzip, chunked", "Transfer-Encoding: gzip, chunked", is: "!transfer-coding-not-implemented"),
    .fields(
      "a coding with parameters", "Transfer-Encoding: x;a=b, chunked",
      is: "!transfer-coding-not-implemented"),
    .fields(
      "both lengths", "Content-Length: 3", "Transfer-Encoding: chunked", is: "!conflicting-lengths"),
    .fields(
      "both lengths, turned", "Transfer-Encoding: chunked", "Content-Length: 0",
      is: "!conflicting-lengths"),
    ParserCase(
      "in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "!transfer-encoding-in-http-1.0"),
    .fields("TE is another field", "TE: trailers", is: "POST:/v1/jobs"),
  ]

  package static let chunks: [ParserCase] = [
    .chunked("one chunk", "3\r\nabc\r\n0\r\n\r\n", is: "POST:/v1/jobs:abc"),
    .chunked("two chunks", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", is: "POST:/v1/jobs:abcde"),
    .chunked(
      "hex in both cases", "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
      is: "POST:/v1/jobs:01234567890123456789"),
    .chunked("leading zeros", "0003\r\nabc\r\n000\r\n\r\n", is: "POST:/v1/jobs:abc"),
    .chunked("CRLF inside data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", is: "POST:/v1/jobs:\r\n\r\n"),
    .chunked("unfinished size", "3", is: "…"),
    .chunked("unfinished data", "3\r\nab", is: "…"),
    .chunked("unfinished end of data", "3\r\nabc\r", is: "…"),
    .chunked("unfinished end", "0\r\n", is: "…"),
    .chunked("no size", "\r\nabc\r\n", is: "!invalid-chunk-size"),
    .chunked("a sign", "+3\r\nabc\r\n", is: "!invalid-chunk-size"),
    .chunked("a minus sign", "-1\r\n", is: "!invalid-chunk-size"),
    .chunked("0x", "0x3\r\nabc\r\n", is: "!invalid-chunk-size"),
    .chunked("a letter", "g\r\n", is: "!invalid-chunk-size"),
    .chunked("a blank first", " 3\r\nabc\r\n", is: "!invalid-chunk-size"),
    .chunked("a blank after", "3 \r\nabc\r\n", is: "!invalid-chunk-size"),
    .chunked("an underscore", "1_0\r\n", is: "!invalid-chunk-size"),
    .chunked("LF after the size", "3\nabc\r\n", is: "!bare-line-feed"),
    .chunked("CR after the size", "3\rabc\r\n", is: "!bare-carriage-return"),
    .chunked("NUL in the line", "3;\0\r\n", is: "!control-octet"),
    .chunked("16 digits", "ffffffffffffffff\r\n", is: "!content-too-large"),
    .chunked("17 digits", "10000000000000003\r\n", is: "!content-too-large"),
    .chunked("2 to the 63", "8000000000000000\r\n", is: "!content-too-large"),
    .chunked("at the limit", "20\r\n\(limit)\r\n0\r\n\r\n", is: "POST:/v1/jobs:\(limit)"),
    .chunked("beyond the limit", "21\r\n", is: "!content-too-large"),
    .chunked("beyond in the second", "20\r\n\(limit)\r\n1\r\n", is: "!content-too-large"),
    .chunked("data too long", "3\r\nabcd\r\n", is: "!missing-chunk-end"),
    .chunked("data ended by LF", "3\r\nabc\n", is: "!missing-chunk-end"),
    .chunked("data ended by CR X", "3\r\nabc\rX", is: "!missing-chunk-end"),
    .chunked("an extension", "3;a\r\nabc\r\n0;b=c\r\n\r\n", is: "POST:/v1/jobs:abc"),
    .chunked("a quoted extension", "3;a=\"x;\\\"y\"\r\nabc\r\n0\r\n\r\n", is: "POST:/v1/jobs:abc"),
    .chunked("blanks around", "3 ; a = b ;c\r\nabc\r\n0\r\n\r\n", is: "POST:/v1/jobs:abc"),
    .chunked("an empty extension", "3;\r\n", is: "!invalid-chunk-extension"),
    .chunked("an extension without a value", "3;a=\r\n", is: "!invalid-chunk-extension"),
    .chunked("an open quotation", "3;a=\"b\r\n", is: "!invalid-chunk-extension"),
    .chunked("a quotation escaped open", "3;a=\"b\\\r\n", is: "!invalid-chunk-extension"),
    .chunked("no semicolon", "3 a\r\n", is: "!invalid-chunk-size"),
    .chunked(
      "a long extension", "3;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
      is: "!chunk-extensions-too-long"),
    .chunked(
      "many extensions", "1;aaaaaaaaa\r\nx\r\n1;aaaaaaaaa\r\nx\r\n1;aaaaaaaaa\r\n",
      is: "!chunk-extensions-too-long"),
    .chunked("a trailer", "0\r\nX: y\r\n\r\n", is: "POST:/v1/jobs"),
    .chunked(
      "a forbidden trailer is dropped", "0\r\nContent-Length: 5\r\n\r\n", is: "POST:/v1/jobs"),
    .chunked("a bad trailer", "0\r\nX y\r\n\r\n", is: "!missing-colon"),
    .chunked("a folded trailer", "0\r\nX: a\r\n b\r\n\r\n", is: "!line-folding"),
    .chunked("a trailer's blank", "0\r\nX : a\r\n\r\n", is: "!blank-before-colon"),
    .chunked(
      "too many trailers", "0\r\n" + String(repeating: "X: y\r\n", count: 9),
      is: "!too-many-fields"),
    .chunked(
      "a long trailer", "0\r\nX: " + String(repeating: "y", count: 300),
      is: "!header-section-too-large"),
    .chunked("data where the end belongs", "0\r\nabc", is: "…"),
  ]

  private static let limit = "0123456789abcdef0123456789ABCDEF"
}
