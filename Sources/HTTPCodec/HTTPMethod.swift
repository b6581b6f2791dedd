/// The request methods this codec implements (RFC 9110, section 9.3).
///
/// CONNECT and unregistered methods never become a request: the parser refuses them with 501 (RFC
/// 9110, section 9.1). TRACE and QUERY are parsed, so that a router can refuse them with 405 and the
/// `Allow` of the resource.
package enum HTTPMethod: String, Sendable, CaseIterable {
  /// Transfers the current representation (RFC 9110, section 9.3.1).
  case get = "GET"
  /// As GET, without the content (RFC 9110, section 9.3.2).
  case head = "HEAD"
  /// Resource-specific processing of the content (RFC 9110, section 9.3.3).
  case post = "POST"
  /// Replaces the resource's state (RFC 9110, section 9.3.4).
  case put = "PUT"
  /// Modifies the resource by a patch document (RFC 5789).
  case patch = "PATCH"
  /// Removes the resource (RFC 9110, section 9.3.5).
  case delete = "DELETE"
  /// Describes the communication options (RFC 9110, section 9.3.7).
  case options = "OPTIONS"
  /// Loop-back test (RFC 9110, section 9.3.8).
  case trace = "TRACE"
  /// Safe processing of the content (The HTTP QUERY Method, draft-ietf-httpbis-safe-method-w-body).
  case query = "QUERY"

  /// The method named by `token`, exactly as spelt: methods are case-sensitive.
  init?(_ token: Span<UInt8>) {
    // Up to eight bytes fit in one word, so one comparison decides without making a string.
    guard token.count <= 8 else { return nil }
    var word: UInt64 = 0
    for index in 0..<token.count { word = word << 8 | UInt64(token[index]) }
    switch word {
    case 0x47_4554: self = .get
    case 0x4845_4144: self = .head
    case 0x504F_5354: self = .post
    case 0x50_5554: self = .put
    case 0x50_4154_4348: self = .patch
    case 0x4445_4C45_5445: self = .delete
    case 0x4F_5054_494F_4E53: self = .options
    case 0x54_5241_4345: self = .trace
    case 0x51_5545_5259: self = .query
    default: return nil
    }
  }
}
