internal import CCurl

/// Why a request got no response, in curl's own words.
package struct CurlError: Error, Sendable, Equatable, CustomStringConvertible {
  /// curl's code, a `CURLE_…` of its manual.
  package let code: UInt32
  /// What curl says of this transfer.
  package let message: String
  /// The method and URL.
  package let request: String

  /// Nothing listens, or the connection was refused.
  package var isRefusedConnection: Bool { code == CURLE_COULDNT_CONNECT.rawValue }
  /// The response did not end in the time allowed.
  package var isTimeout: Bool { code == CURLE_OPERATION_TIMEDOUT.rawValue }
  /// The server closed the connection before any response.
  package var isEmptyReply: Bool { code == CURLE_GOT_NOTHING.rawValue }

  /// The request, curl's text and code.
  package var description: String { "\(request): \(message) (curl \(code))" }
}
