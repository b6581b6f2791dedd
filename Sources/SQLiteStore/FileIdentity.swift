import Foundation

/// Which file a name stands for, whatever the name: two names of one file have one identity.
struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64

  /// That of the file at `path`, through symbolic links; nil where there is none that can be seen.
  ///
  /// Asks without opening it: to close a descriptor of a database drops SQLite's locks on it.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// That of a file whose status is known.
  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}
