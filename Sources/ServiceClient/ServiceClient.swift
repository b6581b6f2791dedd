internal import HTTPTransport
package import StrictJSON

/// A client of a running service.
///
/// libcurl carries its requests, which the program needs for webhooks anyway: TLS, names and proxies are
/// as that has them. Not `Sendable`: one thread at a time.
package final class ServiceClient {
  /// Where the service is: scheme, host, port, and a path where it stands behind a proxy.
  package let url: String
  private let key: String?
  private let transport: CurlTransport

  /// A client of the service at `url`, with a key where it asks for one. Nil where that is no address of
  /// HTTP.
  package init?(url: String, key: String?, userAgent: String) {
    let trimmed = url.hasSuffix("/") ? String(url.dropLast()) : url
    guard trimmed.wholeMatch(of: /https?:\/\/[^\s\/?#@]+(\/[^\s?#]*)?/) != nil,
      let transport = CurlTransport(userAgent: userAgent)
    else { return nil }
    self.url = trimmed
    self.key = key
    self.transport = transport
  }

  /// The answer to a request, whatever its status. Throws where none came.
  package func send(_ request: ServiceRequest) throws(ServiceFault) -> ServiceAnswer {
    var request = request
    if let key { request.headers.append(("Authorization", "Bearer \(key)")) }
    if request.body != nil { request.headers.append(("Content-Type", "application/json")) }
    var carried = TransportRequest(
      request.method, url + request.target, fields: request.headers, body: request.body,
      timeout: request.timeout)
    carried.takesGzip = true
    do {
      let answer = try transport.perform(carried)
      return ServiceAnswer(status: answer.status, body: answer.body, headers: answer.fields)
    } catch {
      throw .unreachable("No answer from \(carried.url): \(error).")
    }
  }

  /// The content of an answer that must succeed.
  package func content(of request: ServiceRequest) throws(ServiceFault) -> [UInt8] {
    let answer = try send(request)
    if 200..<300 ~= answer.status { return answer.body }
    guard let refusal = ServiceFault.Refusal(answer) else {
      throw .foreign("\(url) answered \(answer.status), and nothing that a service says.")
    }
    throw .refused(refusal)
  }

  /// The JSON of an answer that must succeed.
  package func json(_ request: ServiceRequest) throws(ServiceFault) -> JSONValue {
    let content = try content(of: request)
    do {
      return try JSONValue.parse(content)
    } catch {
      throw .foreign("\(url) answered what is no JSON: \(error)")
    }
  }

  package func get(_ target: String) throws(ServiceFault) -> JSONValue {
    try json(ServiceRequest("GET", target))
  }
}
