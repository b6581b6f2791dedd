/// The protocol versions that the codec speaks.
///
/// A request of a higher minor version of HTTP/1 is processed as HTTP/1.1 (RFC 9110, section 2.5).
package enum HTTPVersion: Sendable {
  /// HTTP/1.0: connections close after the answer unless both sides say `keep-alive`.
  case http10
  /// HTTP/1.1: connections persist unless one side says `close`.
  case http11
}
