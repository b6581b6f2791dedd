import Glibc

/// Why a server could not start.
package struct HTTPServerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of failure.
  package enum Code: Sendable, Equatable {
    /// Another socket listens on the address and port.
    case addressInUse
    /// The address is not one of this machine.
    case addressNotAvailable
    /// The port needs a privilege that the process lacks.
    case permissionDenied
    /// The host is neither an address nor `localhost`.
    case invalidHost
    /// The server was started before.
    case alreadyStarted
    /// A system call failed for another reason.
    case systemCall
  }

  /// What happened.
  package let code: Code
  /// What happened and what to change, in a sentence.
  package let description: String

  static func invalidHost(_ host: String) -> HTTPServerError {
    HTTPServerError(
      code: .invalidHost,
      description: "\"\(host)\" is no address: give an IPv4 or IPv6 address, or localhost.")
  }

  package static let alreadyStarted = HTTPServerError(
    code: .alreadyStarted, description: "The server was started before: make another one.")

  /// The failure of `call` on `host` and `port`.
  static func failed(_ call: String, errno: Int32, host: String, port: UInt16) -> HTTPServerError {
    let place = "\(host) port \(port)"
    return switch errno {
    case EADDRINUSE:
      HTTPServerError(
        code: .addressInUse,
        description: "Another program listens on \(place): stop it or choose another port.")
    case EADDRNOTAVAIL:
      HTTPServerError(
        code: .addressNotAvailable, description: "\(host) is not an address of this machine.")
    case EACCES, EPERM:
      HTTPServerError(
        code: .permissionDenied,
        description: "This process may not listen on \(place): choose a port from 1024 on.")
    default:
      HTTPServerError(
        code: .systemCall,
        description: "\(call) failed for \(place): \(String(cString: strerror(errno))).")
    }
  }
}
