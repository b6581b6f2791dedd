import Foundation
import Synchronization

/// Room on the disk kept for the time when there is no other: a file beside the database that is
/// given up so that deleting, and recording how running jobs end, still works on a full disk.
///
/// While it is given up nothing new is taken in, or the room would be gone for nothing.
final class DiskReserve: Sendable {
  /// Where the reserve stands.
  private enum State {
    /// So many bytes are there.
    case held(Int)
    /// The disk has no room for it.
    case lacking
    /// The file cannot be made, for another reason than room: then there is none to keep.
    case impossible
  }

  /// Room for the log of a large result and many deletions, and for what SQLite makes at its start.
  private static let largest = 16 << 20
  /// Not more than this part of what is free.
  private static let largestShare = 4
  /// A few pages and the log of their change: with less it is no reserve.
  private static let smallest = 256 << 10
  /// With less free than this a disk is as good as full.
  private static let leastFree = 512 << 10
  /// With more free than this it is not the disk that has no room for a write.
  private static let largestWrite = 256 << 20

  private let path: String
  private let state = Mutex(State.lacking)

  /// The reserve of the database at `database`, taken if there is room.
  init(database: String) {
    path = database + ".reserve"
    _ = take()
  }

  /// Bytes that are there for need.
  var bytes: Int { state.withLock { if case .held(let bytes) = $0 { bytes } else { 0 } } }

  /// Whether it was given up, or could not be had, for want of room.
  var isLacking: Bool { state.withLock { if case .lacking = $0 { true } else { false } } }

  /// Whether the disk has room beside the reserve.
  var isRoomBeside: Bool { freeBytes >= Self.leastFree }

  /// Whether it has more than one write takes.
  var isAmpleBeside: Bool { freeBytes > Self.largestWrite }

  /// Bytes that may still be written beside the reserve.
  var freeBytes: Int {
    var status = statvfs()
    return statvfs(path, &status) == 0 ? Self.free(status) : .max
  }

  /// Takes the room again where it was given up and there is enough; whether nothing is lacking then.
  func take() -> Bool {
    state.withLock { state in
      if case .lacking = state { state = taken() }
      if case .lacking = state { return false }
      return true
    }
  }

  private func taken() -> State {
    // A symbolic link here is somebody else's.
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      return errno == ENOSPC || errno == EDQUOT ? .lacking : .impossible
    }
    defer { close(descriptor) }
    var (file, disk) = (stat(), statvfs())
    guard fstat(descriptor, &file) == 0, fstatvfs(descriptor, &disk) == 0 else {
      return .impossible
    }
    let present = Int(file.st_blocks) * 512
    let wanted = min(Self.largest, (Self.free(disk) + present) / Self.largestShare)
    if present >= max(Self.smallest, wanted / 2) { return .held(present) }
    guard wanted >= Self.smallest else { return .lacking }
    let code = posix_fallocate(descriptor, 0, off_t(wanted))
    if code == 0 { return .held(wanted) }
    // What a refused allocation may have left.
    ftruncate(descriptor, 0)
    return code == ENOSPC || code == EDQUOT ? .lacking : .impossible
  }

  /// Gives the room up where the disk has too little; false where it has more than one write takes, or
  /// there is none to give.
  func giveUp() -> Bool {
    if isAmpleBeside { return false }
    return state.withLock { state in
      guard case .held = state, truncate(path, 0) == 0 else { return false }
      state = .lacking
      return true
    }
  }

  /// Bytes that may still be written.
  private static func free(_ status: statvfs) -> Int {
    Int(status.f_bavail) * Int(status.f_frsize)
  }
}
