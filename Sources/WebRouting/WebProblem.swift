package import HTTPCodec

/// The problems that any service has: with the form of a request, with its caller and with the service
/// itself.
package enum WebProblem: String, ProblemKind, CaseIterable {
  /// The body is not JSON; `errors` says where.
  case invalidJSON = "invalid_json"
  /// The query has unknown, repeated or wrong parameters; `errors` lists each.
  case invalidQuery = "invalid_query"
  /// A header field has a value that the operation cannot use.
  case invalidHeader = "invalid_header"
  /// The request needs a key, or has one that opens nothing.
  case unauthorized
  /// The key is not good for this operation.
  case insufficientScope = "insufficient_scope"
  /// The request was made by a page of another origin.
  case foreignOrigin = "foreign_origin"
  /// The key's requests come too fast.
  case rateLimited = "rate_limited"
  /// Nothing lives at this path.
  case unknownPath = "unknown_path"
  /// The path exists, the method does not belong to it; `Allow` lists those that do.
  case methodNotAllowed = "method_not_allowed"
  /// None of the media types that the client accepts is offered.
  case notAcceptable = "not_acceptable"
  /// The gzip coding of the body, or of a part, is broken.
  case invalidCoding = "invalid_coding"
  /// The body is not a form as `multipart/form-data`.
  case invalidForm = "invalid_form"
  /// The operation takes no content, and the request has some.
  case unexpectedContent = "unexpected_content"
  /// The body is not declared as a media type that the operation takes.
  case unsupportedMediaType = "unsupported_media_type"
  /// The `Host` is none of this service's names.
  case misdirectedRequest = "misdirected_request"
  /// What is to be changed is not as `If-Match` has it.
  case preconditionFailed = "precondition_failed"
  /// The service does not take requests now; trying again may succeed.
  case unavailable = "unavailable"
  /// A fault of the service.
  case internalFault = "internal_fault"

  package var status: HTTPStatus {
    switch self {
    case .invalidJSON, .invalidQuery, .invalidHeader, .invalidCoding, .invalidForm: .badRequest
    case .unauthorized: .unauthorized
    case .insufficientScope, .foreignOrigin: .forbidden
    case .rateLimited: .tooManyRequests
    case .unknownPath: .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .notAcceptable: .notAcceptable
    case .unexpectedContent: .contentTooLarge
    case .unsupportedMediaType: .unsupportedMediaType
    case .misdirectedRequest: .misdirectedRequest
    case .preconditionFailed: .preconditionFailed
    case .unavailable: .serviceUnavailable
    case .internalFault: .internalServerError
    }
  }

  package var title: String {
    switch self {
    case .invalidJSON: "The body is not valid JSON"
    case .invalidQuery: "The query is not valid"
    case .invalidHeader: "A header field is not valid"
    case .unauthorized: "A valid key is needed"
    case .insufficientScope: "The key is not good for this"
    case .foreignOrigin: "The request comes from another origin"
    case .rateLimited: "Requests come too fast"
    case .unknownPath: "There is nothing at this path"
    case .methodNotAllowed: "This method does not belong to the path"
    case .notAcceptable: "No acceptable media type"
    case .invalidCoding: "The gzip coding is broken"
    case .invalidForm: "The form is not valid"
    case .unexpectedContent: "This takes no content"
    case .unsupportedMediaType: "The body's media type is not supported"
    case .misdirectedRequest: "The request is for another host"
    case .preconditionFailed: "It has changed since"
    case .unavailable: "The service is not available now"
    case .internalFault: "The service has a fault"
    }
  }
}
