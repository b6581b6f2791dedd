internal import CPlatform
internal import Synchronization

internal import Glibc

/// A few threads that share the phases of one training's steps.
///
/// A phase lasts microseconds, so waiting members watch a counter for a while before they sleep.
/// The members take the priority of the thread that founds the team. Any number of them, from the
/// leader alone to all, may work in a phase: when other trainings want the cores, members sleep.
///
/// `@unchecked Sendable`: `work` and `active` are written only by the leader while no other member
/// works, and `work` is read by members only after they saw a `phase` that they belong to, which
/// the leader then waits for them to end; both go through atomics.
final class ThreadTeam: @unchecked Sendable {
  /// Threads at work, the leader's own among them.
  private(set) var size = 1
  /// The members that share the next phase, from 1 to `size`.
  private(set) var active = 1
  private var work: ((Int) -> Void)?
  /// The phase's number, and in the low byte how many members work in it.
  private let phase = Atomic<Int>(0)
  private let arrived = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wakeUp = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var threads: [pthread_t] = []

  /// Looks at the counter before a member sleeps: some tens of microseconds.
  private static let patience = 4000

  /// A team of at most `size` threads: where the system refuses one (a limit on processes, say),
  /// those that began do the work.
  ///
  /// - Parameter size: from 1 to 255; 1 starts no thread.
  init(size: Int) {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(wakeUp, nil)
    for index in 1..<max(1, size) {
      guard let thread = start(index) else { break }
      threads.append(thread)
    }
    self.size = 1 + threads.count
    active = self.size
  }

  deinit {
    pthread_cond_destroy(wakeUp)
    pthread_mutex_destroy(lock)
    wakeUp.deallocate()
    lock.deallocate()
  }

  /// Lets so many members share what follows, at least one and at most all.
  func engage(_ members: Int) { active = max(1, min(size, members)) }

  /// Ends the members. Nothing may be run afterwards.
  func disband() {
    isOver.store(true, ordering: .sequentiallyConsistent)
    announce()
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  /// Runs `body` once for every member index from 0 to `active` - 1 and returns when all are done.
  func run(_ body: (_ member: Int) -> Void) {
    guard active > 1 else { return body(0) }
    withoutActuallyEscaping(body) { body in
      work = body
      arrived.store(0, ordering: .relaxed)
      announce()
      body(0)
      var looks = 0
      while arrived.load(ordering: .acquiring) < active - 1 {
        looks += 1
        // A member may have been taken off its core: give it ours.
        if looks % Self.patience == 0 { sched_yield() } else { symbreak_cpu_pause() }
      }
      work = nil
    }
  }

  private func announce() {
    let number = phase.load(ordering: .relaxed) >> 8
    phase.store((number + 1) << 8 | active, ordering: .sequentiallyConsistent)
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    pthread_mutex_lock(lock)
    pthread_cond_broadcast(wakeUp)
    pthread_mutex_unlock(lock)
  }

  /// Starts a member; nil where the system gives no thread.
  private func start(_ index: Int) -> pthread_t? {
    final class Member {
      let team: ThreadTeam
      let index: Int

      init(team: ThreadTeam, index: Int) {
        self.team = team
        self.index = index
      }
    }
    let member = Unmanaged.passRetained(Member(team: self, index: index))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { argument in
        let member = Unmanaged<Member>.fromOpaque(argument!).takeRetainedValue()
        member.team.serve(member.index)
        return nil
      }, member.toOpaque())
    guard code == 0 else {
      member.release()
      return nil
    }
    return thread
  }

  private func serve(_ index: Int) {
    var seen = 0
    while true {
      seen = nextPhase(after: seen)
      if isOver.load(ordering: .sequentiallyConsistent) { return }
      guard index < seen & 0xff else { continue }
      work?(index)
      arrived.add(1, ordering: .releasing)
    }
  }

  private func nextPhase(after seen: Int) -> Int {
    for _ in 0..<Self.patience {
      let now = phase.load(ordering: .acquiring)
      if now != seen { return now }
      symbreak_cpu_pause()
    }
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    sleepers.add(1, ordering: .sequentiallyConsistent)
    defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
    while true {
      let now = phase.load(ordering: .sequentiallyConsistent)
      if now != seen { return now }
      pthread_cond_wait(wakeUp, lock)
    }
  }
}
