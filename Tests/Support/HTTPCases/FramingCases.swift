extension ParserCase {
  package static let lengths: [ParserCase] = [
    .fields("sized", "Content-Length: 3", body: "abc", is: "POST:/v1/jobs:abc"),
    .fields("sized zero", "Content-Length: 0", is: "POST:/v1/jobs"),
    .fields("no length is no content", is: "POST:/v1/jobs"),
    .fields("leading zeros", "Content-Length: 0003", body: "abc", is: "POST:/v1/jobs:abc"),
    .fields("small letters", "content-length:3", body: "abc", is: "POST:/v1/jobs:abc"),
    .fields("unfinished content", "Content-Length: 3", body: "ab", is: "…"),
    .fields("any octets", "Content-Length: 4", body: "\r\n\0\n", is: "POST:/v1/jobs:\r\n\0\n"),
    .fields("a plus sign", "Content-Length: +3", is: "!invalid_content_length"),
    .fields("a minus sign", "Content-Length: -3", is: "!invalid_content_length"),
    .fields("hexadecimal", "Content-Length: 0x3", is: "!invalid_content_length"),
    .fields("a fraction", "Content-Length: 3.0", is: "!invalid_content_length"),
    .fields("a blank inside", "Content-Length: 3 3", is: "!invalid_content_length"),
    .fields("empty", "Content-Length:", is: "!invalid_content_length"),
    .fields("a list", "Content-Length: 3, 3", is: "!invalid_content_length"),
    .fields("a list without a blank", "Content-Length: 3,4", is: "!invalid_content_length"),
    .fields("a unit", "Content-Length: 3b", is: "!invalid_content_length"),
    .fields(
      "repeated alike", "Content-Length: 3", "Content-Length: 3", is: "!repeated_content_length"),
    .fields(
      "repeated unlike", "Content-Length: 3", "Content-Length: 4", is: "!repeated_content_length"),
    .fields("the largest integer", "Content-Length: 9223372036854775807", is: "!content_too_large"),
    .fields("one more", "Content-Length: 9223372036854775808", is: "!content_too_large"),
    .fields(
      "2 to the 64", "Content-Length: 18446744073709551616", is: "!content_too_large"),
    .fields(
      "many digits", "Content-Length: 99999999999999999999999999999999", is: "!content_too_large"),
    .fields("at the limit", "Content-Length: 32", body: limit, is: "POST:/v1/jobs:\(limit)"),
    .fields("beyond the limit, early", "Content-Length: 33", is: "!content_too_large"),
  ]

  package static let transferEncodings: [ParserCase] = [
    .fields("chunked", "Transfer-Encoding: chunked", body: "0\r\n\r\n", is: "POST:/v1/jobs"),
    .fields("CHUNKED", "Transfer-Encoding: CHUNKED", body: "0\r\n\r\n", is: "POST:/v1/jobs"),
    .fields(
      "empty elements", "Transfer-Encoding: , chunked,", body: "0\r\n\r\n", is: "POST:/v1/jobs"),
    .fields("gzip", "Transfer-Encoding: gzip", is: "!invalid_transfer_encoding"),
    .fields("identity", "Transfer-Encoding: identity", is: "!invalid_transfer_encoding"),
    .fields("empty", "Transfer-Encoding:", is: "!invalid_transfer_encoding"),
    .fields("xchunked", "Transfer-Encoding: xchunked", is: "!invalid_transfer_encoding"),
    .fields("chunkedx", "Transfer-Encoding: chunkedx", is: "!invalid_transfer_encoding"),
    .fields(
      "chunked twice", "Transfer-Encoding: chunked, chunked", is: "!invalid_transfer_encoding"),
    .fields(
      "chunked on two lines", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked",
      is: "!invalid_transfer_encoding"),
    .fields("chunked first", "Transfer-Encoding: chunked, gzip", is: "!invalid_transfer_encoding"),
    .fields(
      "chunked, then identity", "Transfer-Encoding: chunked", "Transfer-Encoding: identity",
      is: "!invalid_transfer_encoding"),
    .fields("a parameter", "Transfer-Encoding: chunked;q=1", is: "!invalid_transfer_encoding"),
    .fields("quoted", "Transfer-Encoding: \"chunked\"", is: "!invalid_transfer_encoding"),
    .fields("two words", "Transfer-Encoding: chunked x", is: "!invalid_transfer_encoding"),
    .fields("a vertical tab", "Transfer-Encoding: \u{0B}chunked", is: "!control_octet"),
    .fields(
      "gzip, chunked", "Transfer-Encoding: gzip, chunked", is: "!transfer_coding_not_implemented"),
    .fields(
      "a coding with parameters", "Transfer-Encoding: x;a=b, chunked",
      is: "!transfer_coding_not_implemented"),
    .fields(
      "both lengths", "Content-Length: 3", "Transfer-Encoding: chunked", is: "!conflicting_lengths"),
    .fields(
      "both lengths, turned", "Transfer-Encoding: chunked", "Content-Length: 0",
      is: "!conflicting_lengths"),
    ParserCase(
      "in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "!transfer_encoding_in_old_version"),
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
    .chunked("no size", "\r\nabc\r\n", is: "!invalid_chunk_size"),
    .chunked("a sign", "+3\r\nabc\r\n", is: "!invalid_chunk_size"),
    .chunked("a minus sign", "-1\r\n", is: "!invalid_chunk_size"),
    .chunked("0x", "0x3\r\nabc\r\n", is: "!invalid_chunk_size"),
    .chunked("a letter", "g\r\n", is: "!invalid_chunk_size"),
    .chunked("a blank first", " 3\r\nabc\r\n", is: "!invalid_chunk_size"),
    .chunked("a blank after", "3 \r\nabc\r\n", is: "!invalid_chunk_size"),
    .chunked("an underscore", "1_0\r\n", is: "!invalid_chunk_size"),
    .chunked("LF after the size", "3\nabc\r\n", is: "!bare_line_feed"),
    .chunked("CR after the size", "3\rabc\r\n", is: "!bare_carriage_return"),
    .chunked("NUL in the line", "3;\0\r\n", is: "!control_octet"),
    .chunked("16 digits", "ffffffffffffffff\r\n", is: "!content_too_large"),
    .chunked("17 digits", "10000000000000003\r\n", is: "!content_too_large"),
    .chunked("2 to the 63", "8000000000000000\r\n", is: "!content_too_large"),
    .chunked("at the limit", "20\r\n\(limit)\r\n0\r\n\r\n", is: "POST:/v1/jobs:\(limit)"),
    .chunked("beyond the limit", "21\r\n", is: "!content_too_large"),
    .chunked("beyond in the second", "20\r\n\(limit)\r\n1\r\n", is: "!content_too_large"),
    .chunked("data too long", "3\r\nabcd\r\n", is: "!missing_chunk_end"),
    .chunked("data ended by LF", "3\r\nabc\n", is: "!missing_chunk_end"),
    .chunked("data ended by CR X", "3\r\nabc\rX", is: "!missing_chunk_end"),
    .chunked("an extension", "3;a\r\nabc\r\n0;b=c\r\n\r\n", is: "POST:/v1/jobs:abc"),
    .chunked("a quoted extension", "3;a=\"x;\\\"y\"\r\nabc\r\n0\r\n\r\n", is: "POST:/v1/jobs:abc"),
    .chunked("blanks around", "3 ; a = b ;c\r\nabc\r\n0\r\n\r\n", is: "POST:/v1/jobs:abc"),
    .chunked("an empty extension", "3;\r\n", is: "!invalid_chunk_extension"),
    .chunked("an extension without a value", "3;a=\r\n", is: "!invalid_chunk_extension"),
    .chunked("an open quotation", "3;a=\"b\r\n", is: "!invalid_chunk_extension"),
    .chunked("a quotation escaped open", "3;a=\"b\\\r\n", is: "!invalid_chunk_extension"),
    .chunked("no semicolon", "3 a\r\n", is: "!invalid_chunk_size"),
    .chunked(
      "a long extension", "3;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
      is: "!chunk_extensions_too_long"),
    .chunked(
      "many extensions", "1;aaaaaaaaa\r\nx\r\n1;aaaaaaaaa\r\nx\r\n1;aaaaaaaaa\r\n",
      is: "!chunk_extensions_too_long"),
    .chunked("a trailer", "0\r\nX: y\r\n\r\n", is: "POST:/v1/jobs"),
    .chunked(
      "a forbidden trailer is dropped", "0\r\nContent-Length: 5\r\n\r\n", is: "POST:/v1/jobs"),
    .chunked("a bad trailer", "0\r\nX y\r\n\r\n", is: "!missing_colon"),
    .chunked("a folded trailer", "0\r\nX: a\r\n b\r\n\r\n", is: "!line_folding"),
    .chunked("a trailer's blank", "0\r\nX : a\r\n\r\n", is: "!blank_before_colon"),
    .chunked(
      "too many trailers", "0\r\n" + String(repeating: "X: y\r\n", count: 9),
      is: "!too_many_fields"),
    .chunked(
      "a long trailer", "0\r\nX: " + String(repeating: "y", count: 300),
      is: "!header_section_too_large"),
    .chunked("data where the end belongs", "0\r\nabc", is: "…"),
  ]

  private static let limit = "0123456789abcdef0123456789ABCDEF"
}
