import Foundation
import JobQueue
import Synchronization

/// Keeps a database to one service: an exclusive `flock` on the file beside it, `FILE.lock`.
///
/// SQLite would let several processes write, but at its start a service takes back every running
/// job, and must not take them from a service that is alive. The system drops the lock when the
/// process ends, however it ends. The file itself stays: removing it would let two services lock
/// two files of one name.
final class ServiceLock: Sendable {
  /// Nil once released.
  private let descriptor: Mutex<Int32?>

  /// Takes the lock or throws `inUse`, `unwritable`.
  init(database path: String) throws(JobStoreError) {
    let file = path + ".lock"
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let holder = Self.holder(descriptor)
      close(descriptor)
      guard code == EWOULDBLOCK else {
        throw .unwritable(path: file, reason: String(cString: strerror(code)))
      }
      throw .inUse(path: path, holder: holder)
    }
    // For the message that another service gives; the lock holds without it.
    let text = Array("\(getpid())\n".utf8)
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    self.descriptor = Mutex(descriptor)
  }

  deinit { release() }

  /// Lets another service have the database. Later calls do nothing.
  func release() {
    descriptor.withLock { held in
      if let descriptor = held { close(descriptor) }
      held = nil
    }
  }

  private static func holder(_ descriptor: Int32) -> String? {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    let digits = buffer[..<count].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
  }
}
