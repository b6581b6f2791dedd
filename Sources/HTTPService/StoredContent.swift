import Glibc
import HTTPCodec
import Synchronization

/// The content of a request in a file without a name, which the system removes with its last
/// descriptor: nothing is left behind, however the process ends.
///
/// It is written by one queue, piece by piece, and read once it is complete.
final class StoredContent: HTTPStoredContent {
  /// Why a content could not be written or read.
  struct Failure: Error, CustomStringConvertible {
    let call: String
    let errno: Int32

    var description: String {
      "\(call) failed for the content of a request: \(String(cString: strerror(errno)))"
    }
  }

  private struct State {
    /// -1 until there is something to keep.
    var descriptor: Int32 = -1
    var written = 0
  }

  private let folder: String
  private let budget: ByteBudget
  private let reserved = Atomic(0)
  private let state = Mutex(State())

  /// A content without octets, to be kept in a file in `folder` and counted in `budget`.
  init(in folder: String, budget: ByteBudget) {
    self.folder = folder
    self.budget = budget
  }

  deinit {
    let descriptor = state.withLock { $0.descriptor }
    if descriptor >= 0 { close(descriptor) }
    budget.giveBack(reserved.load(ordering: .relaxed))
  }

  var count: Int { state.withLock { $0.written } }

  /// Counts `count` octets that are about to be written in; false where there is no room for them.
  func reserve(_ count: Int) -> Bool {
    guard budget.take(count) else { return false }
    reserved.wrappingAdd(count, ordering: .relaxed)
    return true
  }

  /// Writes `bytes` after those before; blocks until the system has taken them.
  func append(_ bytes: [UInt8]) throws(Failure) {
    try state.withLock { state throws(Failure) in
      if state.descriptor < 0 { state.descriptor = try open() }
      var sent = 0
      while sent < bytes.count {
        let count = bytes.withUnsafeBytes { octets in
          write(state.descriptor, octets.baseAddress.map { $0 + sent }, octets.count - sent)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw Failure(call: "write", errno: errno) }
        sent += count
      }
      state.written += sent
    }
  }

  func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
    let (descriptor, count) = state.withLock { ($0.descriptor, $0.written) }
    guard count > 0 else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { throw Failure(call: "mmap", errno: errno) }
    defer { munmap(start, count) }
    return try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// A file that never had a name (open(2), O_TMPFILE), or, on file systems that know none, one whose
  /// name is removed at once.
  private func open() throws(Failure) -> Int32 {
    let flags = O_RDWR | O_CLOEXEC
    let nameless = Glibc.open(folder, flags | __O_TMPFILE | O_DIRECTORY, 0o600)
    if nameless >= 0 { return nameless }
    guard errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL else {
      throw Failure(call: "open", errno: errno)
    }
    var template = Array("\(folder)/symbreak-upload-XXXXXX".utf8CString)
    let named = mkstemp(&template)
    guard named >= 0 else { throw Failure(call: "mkstemp", errno: errno) }
    unlink(template)
    _ = fcntl(named, F_SETFD, FD_CLOEXEC)
    return named
  }
}
