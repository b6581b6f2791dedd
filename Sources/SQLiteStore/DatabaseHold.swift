import Foundation
import Jobs
import Synchronization

/// Keeps a database to one service, however its file is named: a lock on the file itself.
///
/// SQLite would let several processes write, but at its start a service takes back every running
/// job, and must not take them from a service that is alive. The lock is on one byte that SQLite
/// never locks, and belongs to the open file description: other descriptors of the process do not
/// drop it, the system drops it when the process ends, and on a network file system it does not meet
/// SQLite's own locks, as `flock` there would.
///
/// To close any descriptor of the file drops all locks that SQLite holds on it in this process, and
/// the next visitor then takes itself for the last and removes the log with what was answered. So
/// the descriptor is opened before SQLite opens the file and closed after SQLite has closed it, and
/// a file that is held in this process is not opened again.
final class DatabaseHold: Sendable {
  /// The file's one name without symbolic links. SQLite keeps the log beside it.
  let path: String
  /// The file that is held.
  let identity: FileIdentity
  /// Nil once released.
  private let descriptor: Mutex<Int32?>

  /// Beyond the 512 bytes from 2^30 on that SQLite locks; no data is there either.
  private static let lockedByte: Int64 = 0x4000_0800
  /// The bytes that a connection to a write-ahead logged database holds a lock on.
  private static let sharedBytes: (start: Int64, count: Int64) = (0x4000_0002, 510)
  /// Files that this process holds.
  private static let held = Mutex<Set<FileIdentity>>([])

  /// Opens the file, makes it (readable by its owner alone) if absent, and takes it.
  ///
  /// Throws `inUse`, `unwritable`, `severalNames` and, where the file is gone and its log is not,
  /// `databaseMissing`. One who is to replace the file minds visitors too, and no log.
  init(path: String, beforeReplacing: Bool = false) throws(JobStoreError) {
    var taken: (descriptor: Int32, identity: FileIdentity)?
    // A name can change its file between the opening and the lock (a backup is being restored).
    while taken == nil { taken = try Self.take(path) }
    guard let (descriptor, identity) = taken else { preconditionFailure("the loop has ended") }
    do throws(JobStoreError) {
      if beforeReplacing, let visitor = Self.visitor(descriptor) {
        throw .inUse(path: path, holder: visitor)
      }
      self.path = try Self.checkPlace(path, descriptor, mayHaveLog: beforeReplacing)
    } catch {
      close(descriptor)
      throw error
    }
    self.identity = identity
    self.descriptor = Mutex(descriptor)
    Self.held.withLock { _ = $0.insert(identity) }
  }

  deinit { release() }

  /// Lets another service have the database. Only once SQLite has closed it; later calls do nothing.
  func release() {
    descriptor.withLock { held in
      guard let descriptor = held else { return }
      Self.held.withLock { _ = $0.remove(identity) }
      close(descriptor)
      held = nil
    }
  }

  /// Runs `body` on the descriptor.
  func withDescriptor<Value>(
    _ body: (Int32) throws(JobStoreError) -> Value
  ) throws(JobStoreError) -> Value {
    guard let descriptor = descriptor.withLock({ $0 }) else { throw .closed }
    return try body(descriptor)
  }

  /// The name of the file at `path` without symbolic links.
  static func canonical(_ path: String) throws(JobStoreError) -> String {
    guard let resolved = realpath(path, nil) else {
      throw .unwritable(path: path, reason: String(errno: errno))
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Whether the file has no name any more, and goes when it is closed.
  var hasNoName: Bool {
    var status = stat()
    guard let descriptor = descriptor.withLock({ $0 }) else { return false }
    return fstat(descriptor, &status) == 0 && status.st_nlink == 0
  }

  /// Whether this process holds the file, so that it may not be opened past SQLite.
  static func isHeldHere(_ identity: FileIdentity) -> Bool {
    held.withLock { $0.contains(identity) }
  }

  /// Whether some process holds the file open under `descriptor`; takes nothing.
  static func isHeld(_ descriptor: Int32) -> Bool {
    var range = region(lockedByte, 1)
    return fcntl(descriptor, OpenFileLock.get, &range) == 0 && range.l_type != Int16(F_UNLCK)
  }

  /// The id of another process that has the database open, if there is one.
  static func visitor(_ descriptor: Int32) -> String? {
    var range = region(sharedBytes.start, sharedBytes.count)
    let isKnown = fcntl(descriptor, F_GETLK, &range) == 0 && range.l_type != Int16(F_UNLCK)
    return isKnown && range.l_pid > 0 ? "\(range.l_pid)" : nil
  }

  /// Nil where the name stands for another file by now.
  private static func take(
    _ path: String
  ) throws(JobStoreError) -> (descriptor: Int32, identity: FileIdentity)? {
    if let known = FileIdentity(path: path), isHeldHere(known) {
      throw .inUse(path: path, holder: "\(getpid())")
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(errno: errno)) }
    do throws(JobStoreError) {
      try lock(descriptor, path)
      var status = stat()
      guard fstat(descriptor, &status) == 0 else {
        throw .unwritable(path: path, reason: String(errno: errno))
      }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw .unwritable(path: path, reason: "it is not a file")
      }
      let identity = FileIdentity(status)
      if identity == FileIdentity(path: path) {
        guard status.st_nlink == 1 else { throw .severalNames(path: path) }
        return (descriptor, identity)
      }
    } catch {
      close(descriptor)
      throw error
    }
    close(descriptor)
    return nil
  }

  private static func lock(_ descriptor: Int32, _ path: String) throws(JobStoreError) {
    var range = region(lockedByte, 1)
    guard fcntl(descriptor, OpenFileLock.set, &range) != 0 else { return }
    guard errno == EAGAIN || errno == EACCES else {
      throw .unwritable(path: path, reason: String(errno: errno))
    }
    // Locks of a file description have no process; those that SQLite holds for the service have.
    throw .inUse(path: path, holder: visitor(descriptor))
  }

  /// The file's canonical name, unless it is empty and a log stands beside it.
  private static func checkPlace(
    _ path: String, _ descriptor: Int32, mayHaveLog: Bool
  ) throws(JobStoreError) -> String {
    let canonical = try canonical(path)
    var (file, log) = (stat(), stat())
    if !mayHaveLog, fstat(descriptor, &file) == 0, file.st_size == 0,
      stat(canonical + "-wal", &log) == 0, log.st_size > 0
    {
      // SQLite would remove the log. The empty file may be of this very start.
      unlink(canonical)
      throw .databaseMissing(path: path)
    }
    return canonical
  }

  private static func region(_ start: Int64, _ count: Int64) -> flock {
    var range = flock()
    range.l_type = Int16(F_WRLCK)
    range.l_whence = Int16(SEEK_SET)
    range.l_start = off_t(start)
    range.l_len = off_t(count)
    return range
  }
}

/// The commands of `fcntl` for locks of open file descriptions, which the C library declares only to
/// those who ask it for its extensions.
private enum OpenFileLock {
  static let (get, set): (Int32, Int32) = (36, 37)
}

extension String {
  /// The system's words for an error number.
  init(errno code: Int32) { self.init(cString: strerror(code)) }
}
