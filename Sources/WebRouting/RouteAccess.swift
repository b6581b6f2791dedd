/// What a route needs of its caller.
package enum RouteAccess: String, Sendable {
  /// Nothing: probes and the contract.
  case open
  /// A key with the scope `read`.
  case read
  /// A key with the scope `write`.
  case write
}
