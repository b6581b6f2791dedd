import GRDB
import Jobs
import Synchronization
internal import Threading

/// The only writer of the database: commits all waiting requests together.
///
/// A durable commit costs a flush of the disk, some milliseconds, whatever is in it. While one is
/// under way new requests gather; the next commit takes them all. Each runs in a savepoint of its
/// own, so one that fails undoes only itself, and each is answered only after the COMMIT. Between the
/// groups the thread gives unused room back.
final class GroupCommitWriter: Sendable {
  /// What is written, and with that which room it may have where there is no other.
  enum Kind: Sendable {
    /// Something new, refused where there is no room.
    case new
    /// What a training has come to, which may be large: it is tried again until there is room, and gets
    /// that of the log, but not what the disk keeps for need. Else a result would take the room in which
    /// clients delete others.
    case result
    /// What must always be possible and is small: deleting, and recording how jobs go on and end.
    case upkeep
  }

  private struct Request: Sendable {
    let kind: Kind
    /// Does the writing; returns what delivers the answer once that is durable.
    let perform: @Sendable (Database) throws -> @Sendable () -> Void
    /// Delivers an error.
    let fail: @Sendable (any Error) -> Void
  }

  private struct State {
    var pending: [Request] = []
    /// Whether the thread works or has been told to.
    var isBusy = false
    var isClosed = false
    var commits = 0
  }

  /// Bounds how long the first of a group waits for the last.
  private static let largestGroup = 256
  /// While there is always something to commit, room is given back after so many groups.
  private static let groupsBetweenTidying = 16

  private let database: any DatabaseWriter
  private let translate: ErrorTranslation
  private let room: RoomKeeper
  /// Nil for a database in memory.
  private let files: StoreFiles?
  private let health: StoreHealth
  private let thread = DedicatedThreads(count: 1)
  private let state = Mutex(State())

  init(
    database: any DatabaseWriter, translate: ErrorTranslation, room: RoomKeeper,
    files: StoreFiles?, health: StoreHealth
  ) {
    self.database = database
    self.translate = translate
    self.room = room
    self.files = files
    self.health = health
  }

  /// Commits made so far.
  var commitCount: Int { state.withLock { $0.commits } }

  /// Requests that wait for the next commit.
  var pendingCount: Int { state.withLock { $0.pending.count } }

  /// Runs `body` in a transaction and returns its value when that is on disk.
  ///
  /// `body` may run twice (after a rollback), so it does nothing but database work. It is carried
  /// out even if the calling task is cancelled meanwhile.
  func write<Value: Sendable>(
    _ kind: Kind, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let request = Request(
        kind: kind,
        perform: { db in
          let value = try body(db)
          return { continuation.resume(returning: value) }
        },
        fail: { continuation.resume(throwing: $0) })
      enqueue(request)
    }
  }

  /// Lets what waits be committed, refuses what comes, and runs `last` as the thread's last work.
  func close(_ last: @escaping @Sendable (any DatabaseWriter) throws -> Void) async throws {
    let wasClosed = state.withLock { state in
      defer { state.isClosed = true }
      return state.isClosed
    }
    if wasClosed { return }
    let (database, translate) = (database, translate)
    // The thread's list is in order: what was told to it before runs first.
    try await thread.run {
      do { try last(database) } catch { throw translate(error) }
    }
  }

  /// Holds the files against their names, and tries to write where the last write failed.
  func lookAfter() async {
    let (database, files, health) = (database, files, health)
    let areInPlace = try? await thread.run {
      do throws(JobStoreError) {
        try files?.check()
        return true
      } catch {
        health.writeFailed(error, cause: error)
        if let rescue = files?.rescue(database) { health.tell(rescue) }
        return false
      }
    }
    guard areInPlace == true, let trouble = health.trouble, trouble.canPass else { return }
    // A small write may still find the room that a job does not.
    room.lookAgain()
    if trouble.error == .full, room.room != .open { return }
    if (try? await write(.new) { db in try StoreEpoch.probe(db) }) != nil { health.recovered() }
  }

  private func enqueue(_ request: Request) {
    let (isClosed, mustStart) = state.withLock { state -> (Bool, Bool) in
      if state.isClosed { return (true, false) }
      state.pending.append(request)
      defer { state.isBusy = true }
      return (false, !state.isBusy)
    }
    if isClosed { request.fail(JobStoreError.closed) }
    if mustStart { thread.submit { self.drain() } }
  }

  private func drain() {
    while true {
      let group = state.withLock { state -> [Request] in
        let group = Array(state.pending.prefix(Self.largestGroup))
        state.pending.removeFirst(group.count)
        return group
      }
      if !group.isEmpty {
        commit(group)
        if commitCount.isMultiple(of: Self.groupsBetweenTidying) { _ = tidy() }
      } else if !tidy(), rest() {
        return
      }
    }
  }

  /// Ends the thread's work, unless there is more by now.
  private func rest() -> Bool {
    state.withLock { state in
      state.isBusy = !state.pending.isEmpty
      return !state.isBusy
    }
  }

  private func tidy() -> Bool {
    state.withLock { $0.isClosed } ? false : room.tidy(database)
  }

  private func commit(_ group: [Request], isSecondTry: Bool = false) {
    if group.contains(where: { $0.kind != .upkeep }) { room.lookAgain() }
    var answers: [@Sendable () -> Void] = []
    var hasBegun = false
    do {
      try files?.check()
      let hasWritten = try database.writeWithoutTransaction { db in
        try db.beginTransaction(.immediate)
        hasBegun = true
        do {
          let before = db.totalChangesCount
          for request in group { answers.append(try answer(request, db)) }
          let hasWritten = db.totalChangesCount != before
          if hasWritten { try StoreEpoch.advance(db) }
          try db.commit()
          try? room.committed(db)
          return hasWritten
        } catch {
          if db.isInsideTransaction { try db.rollback() }
          throw error
        }
      }
      state.withLock { $0.commits += 1 }
      if hasWritten {
        // What went into files without a name is lost at the end.
        try files?.check()
        health.wrote()
      }
      for answer in answers { answer() }
    } catch {
      // Nothing of the group is on disk. The fault may be one request's (too much for the disk):
      // alone, the others may pass.
      let refusal = translate(error)
      if hasBegun && group.count > 1 && !isOfFiles(refusal) {
        for request in group { commit([request]) }
      } else if !isSecondTry, refusal == .full, group[0].kind != .new,
        room.makeRoom(in: database, isInNeed: group[0].kind == .upkeep)
      {
        commit(group, isSecondTry: true)
      } else {
        if refusal == .full { room.refused() }
        health.writeFailed(refusal, cause: error)
        for request in group { request.fail(refusal) }
      }
    }
  }

  private func isOfFiles(_ error: JobStoreError) -> Bool {
    if case .replaced = error { true } else { false }
  }

  /// Performs one request in a savepoint. Throws only if the whole transaction is gone (SQLite
  /// itself rolls it back on some errors, a full disk among them), or where the reserve may help.
  private func answer(_ request: Request, _ db: Database) throws -> @Sendable () -> Void {
    guard room.takes(request.kind) else { return refuse(request, .full, cause: JobStoreError.full) }
    do {
      var answer: (@Sendable () -> Void)?
      try db.inSavepoint {
        answer = try request.perform(db)
        try room.checkWritten(request.kind, db)
        return .commit
      }
      guard let answer else { throw DatabaseError(message: "a savepoint did not run") }
      return answer
    } catch {
      let refusal = translate(error)
      guard db.isInsideTransaction, refusal != .full || request.kind == .new else { throw error }
      return refuse(request, refusal, cause: error)
    }
  }

  private func refuse(
    _ request: Request, _ refusal: JobStoreError, cause: any Error
  ) -> @Sendable () -> Void {
    { [health] in
      health.writeFailed(refusal, cause: cause)
      request.fail(refusal)
    }
  }
}
