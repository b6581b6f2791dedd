/// What the requests of a route carry.
package enum RouteContent: Sendable {
  /// Nothing; what comes all the same is refused before it is read (RFC 9110, sections 9.3.1 and
  /// 15.5.14).
  case none
  /// A document, read into memory.
  case document
  /// Data that may be large, kept in a file while they come.
  case file
}
