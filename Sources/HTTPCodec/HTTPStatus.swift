/// A response status code (RFC 9110, section 15).
package struct HTTPStatus: Sendable, Hashable {
  /// The three-digit code, 100 to 599.
  package let code: Int

  /// The status with `code`, which must be between 100 and 599.
  package init(_ code: Int) {
    precondition((100...599).contains(code), "a status code lies between 100 and 599")
    self.code = code
  }

  /// Whether a response with this status never has content (RFC 9112, section 6.3, rule 1).
  package var forbidsContent: Bool { code < 200 || code == 204 || code == 304 }

  /// 100 Continue.
  package static let `continue` = HTTPStatus(100)
  /// 200 OK.
  package static let ok = HTTPStatus(200)
  /// 201 Created.
  package static let created = HTTPStatus(201)
  /// 202 Accepted.
  package static let accepted = HTTPStatus(202)
  /// 204 No Content.
  package static let noContent = HTTPStatus(204)
  /// 304 Not Modified.
  package static let notModified = HTTPStatus(304)
  /// 400 Bad Request.
  package static let badRequest = HTTPStatus(400)
  /// 401 Unauthorized.
  package static let unauthorized = HTTPStatus(401)
  /// 403 Forbidden.
  package static let forbidden = HTTPStatus(403)
  /// 404 Not Found.
  package static let notFound = HTTPStatus(404)
  /// 405 Method Not Allowed.
  package static let methodNotAllowed = HTTPStatus(405)
  /// 406 Not Acceptable.
  package static let notAcceptable = HTTPStatus(406)
  /// 408 Request Timeout.
  package static let requestTimeout = HTTPStatus(408)
  /// 409 Conflict.
  package static let conflict = HTTPStatus(409)
  /// 412 Precondition Failed.
  package static let preconditionFailed = HTTPStatus(412)
  /// 413 Content Too Large.
  package static let contentTooLarge = HTTPStatus(413)
  /// 414 URI Too Long.
  package static let uriTooLong = HTTPStatus(414)
  /// 415 Unsupported Media Type.
  package static let unsupportedMediaType = HTTPStatus(415)
  /// 417 Expectation Failed.
  package static let expectationFailed = HTTPStatus(417)
  /// 421 Misdirected Request.
  package static let misdirectedRequest = HTTPStatus(421)
  /// 422 Unprocessable Content.
  package static let unprocessableContent = HTTPStatus(422)
  /// 429 Too Many Requests (RFC 6585, section 4).
  package static let tooManyRequests = HTTPStatus(429)
  /// 431 Request Header Fields Too Large.
  package static let requestHeaderFieldsTooLarge = HTTPStatus(431)
  /// 500 Internal Server Error.
  package static let internalServerError = HTTPStatus(500)
  /// 501 Not Implemented.
  package static let notImplemented = HTTPStatus(501)
  /// 503 Service Unavailable.
  package static let serviceUnavailable = HTTPStatus(503)
  /// 505 HTTP Version Not Supported.
  package static let httpVersionNotSupported = HTTPStatus(505)

  /// The registered reason phrase, or an empty text for a code without one.
  package var reasonPhrase: StaticString {
    switch code {
    case 100: "Continue"
    case 101: "Switching Protocols"
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 203: "Non-Authoritative Information"
    case 204: "No Content"
    case 205: "Reset Content"
    case 206: "Partial Content"
    case 300: "Multiple Choices"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 303: "See Other"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 308: "Permanent Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 411: "Length Required"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 416: "Range Not Satisfiable"
    case 417: "Expectation Failed"
    case 421: "Misdirected Request"
    case 422: "Unprocessable Content"
    case 426: "Upgrade Required"
    case 428: "Precondition Required"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: ""
    }
  }
}
