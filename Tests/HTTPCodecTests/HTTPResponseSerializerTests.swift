import HTTPCodec
import Testing

@Suite struct HTTPResponseSerializerTests {
  private let date = HTTPDate.octets(secondsSince1970: 784_111_777)

  private func head(
    _ response: HTTPResponse,
    _ persistence: HTTPResponseSerializer.Persistence = .implied
  ) -> String {
    var octets: [UInt8] = []
    HTTPResponseSerializer.appendHead(
      of: response, persistence: persistence, date: date, to: &octets)
    return String(decoding: octets, as: UTF8.self)
  }

  @Test func aResponseIsWrittenExactly() {
    let response = HTTPResponse(
      status: .ok, headers: ["Content-Type": "text/plain"], body: Array("hello".utf8))
    #expect(
      head(response)
        == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        + "Content-Length: 5\r\n\r\n")
    #expect(head(response, .close).hasSuffix("\r\nConnection: close\r\n\r\n"))
    #expect(head(response, .keepAlive).hasSuffix("\r\nConnection: keep-alive\r\n\r\n"))
  }

  @Test func framingIsNotTheHandlers() {
    let response = HTTPResponse(
      status: .ok,
      headers: [
        "Content-Length": "99", "transfer-encoding": "chunked", "CONNECTION": "close",
        "Date": "mine", "Contents": "x",
      ])
    #expect(
      head(response) == "HTTP/1.1 200 OK\r\nDate: mine\r\nContents: x\r\nContent-Length: 0\r\n\r\n")
    #expect(HTTPResponseSerializer.asksToClose(response))
    // Fields whose lines were written before give the same octets.
    var kept = response
    kept.headers = kept.headers.shared()
    kept.headers.append("X-Id", "1")
    #expect(
      head(kept)
        == "HTTP/1.1 200 OK\r\nDate: mine\r\nContents: x\r\nX-Id: 1\r\nContent-Length: 0\r\n\r\n")
    #expect(HTTPResponseSerializer.asksToClose(kept))
    #expect(!HTTPResponseSerializer.asksToClose(HTTPResponse(status: .ok)))
  }

  @Test func aValueCannotEndItsLine() {
    let response = HTTPResponse(status: .ok, headers: ["X": "a\r\nSet-Cookie: b\0"])
    #expect(head(response).contains("\r\nX: a  Set-Cookie: b \r\n"))
  }

  @Test func statusesWithoutContentHaveNoLength() {
    for status in [HTTPStatus.noContent, .notModified] {
      let response = HTTPResponse(status: status, body: [1])
      #expect(!head(response).contains("Content-Length"))
      #expect(!HTTPResponseSerializer.sendsContent(of: response, to: .get))
    }
    let response = HTTPResponse(status: .ok, body: [1])
    #expect(!HTTPResponseSerializer.sendsContent(of: response, to: .head))
    #expect(HTTPResponseSerializer.sendsContent(of: response, to: .get))
    #expect(HTTPResponseSerializer.sendsContent(of: response, to: nil))
  }

  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"),
    (1_709_251_200, "Fri, 01 Mar 2024 00:00:00 GMT"),
    (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
  ])
  func datesAreThoseOfTheCalendar(_ seconds: Int, _ text: String) {
    #expect(String(decoding: HTTPDate.octets(secondsSince1970: seconds), as: UTF8.self) == text)
  }
}
