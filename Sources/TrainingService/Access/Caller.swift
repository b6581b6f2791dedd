internal import AccessKeys
internal import Jobs
internal import WebRouting

/// Who makes a request.
struct Caller: Sendable {
  /// Whose jobs they see.
  var owner: String
  /// The id of their key; nil where none is needed.
  var key: String?

  /// Everyone, while the service has no keys.
  static let anyone = Caller(owner: JobOwner.local, key: nil)
}

extension RouteAccess {
  /// The scope; nil where no key is needed.
  var scope: AccessScope? {
    switch self {
    case .open: nil
    case .read: .read
    case .write: .write
    }
  }
}
