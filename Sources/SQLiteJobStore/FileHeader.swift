import Foundation
import JobQueue

/// A look at a file's first bytes before SQLite touches it, so that no other program's database is
/// changed by mistake (https://www.sqlite.org/fileformat.html, section 1.3).
enum FileHeader {
  /// `PRAGMA application_id` of this project's databases: "SymB".
  static let applicationID: Int32 = 0x5379_6d42

  private static let magic = Array("SQLite format 3\0".utf8)
  private static let applicationIDOffset = 68
  private static let length = 100

  /// Passes a file that is absent, empty, ours, or has no application id yet.
  static func check(_ path: String) throws(JobStoreError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var header = [UInt8](repeating: 0, count: length)
    let count = pread(descriptor, &header, length, 0)
    guard count >= 0 else {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    if count == 0 { return }
    guard count == length, header.starts(with: magic) else {
      throw .corrupt(path: path, reason: "the file is not a database")
    }
    let id = header[applicationIDOffset..<applicationIDOffset + 4].reduce(UInt32(0)) {
      $0 << 8 | UInt32($1)
    }
    // 0: made by a service that ended before its first checkpoint; the id is still in the log.
    guard id == 0 || id == UInt32(bitPattern: applicationID) else { throw .foreign(path: path) }
  }
}
