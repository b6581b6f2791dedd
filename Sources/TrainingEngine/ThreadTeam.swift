internal import CPlatform
internal import Synchronization

internal import Glibc

/// A few threads that share the phases of one training's steps.
///
/// A phase lasts microseconds, so waiting members watch a counter for a while before they sleep.
/// The members take the priority of the thread that founds the team. Any number of them, from the
/// leader alone to all, may work in a phase: when other trainings want the cores, members sleep.
///
/// A phase has as many parts as members that are called, and whoever comes takes the next part: the
/// leader waits for parts that somebody has begun, never for one that nobody has. Those who were taken
/// off their core in the middle of a part are left out for a while: ``MemberCall``. Which part is
/// computed where, and in how many parts, decides no bit of a result.
///
/// `@unchecked Sendable`: `work` and `parts` are written by the leader alone, before it announces a
/// phase, and read by members only after they took one of its parts; the leader waits for all parts
/// before it writes again. Both go through atomics.
package final class ThreadTeam: @unchecked Sendable {
  /// Threads at work, the leader's own among them.
  package private(set) var size = 1
  /// Parts of the phase under way, from 1 to `size`.
  package private(set) var parts = 1
  /// The most members that may be called.
  private var engaged = 1
  private var call: MemberCall
  private var work: ((_ part: Int) -> Void)?
  private let phase = Atomic<Int>(PhaseTicket(phase: 0, parts: 1).bits)
  /// Parts of the phase that members have ended.
  private let ended = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)
  /// Whether a member went to sleep since the leader woke members last, but those left out of a phase:
  /// the leader wakes once and does not wait for them to come.
  private let isAnySleeping = Atomic<Bool>(false)
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wakeUp = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var threads: [pthread_t] = []

  /// Looks at the counter before a member sleeps: some tens of microseconds.
  private static let patience = 4000
  /// Looks between two of the leader's at the clock.
  private static let looks = 256

  /// A team of at most `size` threads: where the system refuses one (a limit on processes, say),
  /// those that began do the work.
  ///
  /// - Parameter size: from 1 to ``PhaseTicket/mostParts``; 1 starts no thread.
  package init(size: Int) {
    call = MemberCall(size: size)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(wakeUp, nil)
    for index in 1..<max(1, size) {
      guard let thread = start(index) else { break }
      threads.append(thread)
    }
    self.size = 1 + threads.count
    engaged = self.size
  }

  deinit {
    pthread_cond_destroy(wakeUp)
    pthread_mutex_destroy(lock)
    wakeUp.deallocate()
    lock.deallocate()
  }

  /// Lets so many members share what follows, at least one and at most all.
  package func engage(_ members: Int) { engaged = max(1, min(size, members)) }

  /// Ends the members. Nothing may be run afterwards.
  package func disband() {
    isOver.store(true, ordering: .sequentiallyConsistent)
    wake()
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  /// Runs `body` once for every part from 0 to ``parts`` - 1 and returns when all are done.
  package func run(_ body: (_ part: Int) -> Void) {
    let start = engaged > 1 ? Self.nanoseconds : 0
    let before = parts
    parts = engaged > 1 ? call.members(of: engaged, at: start) { Self.processorTime } : 1
    guard parts > 1 else { return body(0) }
    withoutActuallyEscaping(body) { body in
      work = body
      ended.store(0, ordering: .relaxed)
      let number = announce(wakingAll: parts > before)
      var own = 0
      while let part = take(ofPhase: number) {
        body(part)
        own += 1
      }
      awaitOthers(parts - own, since: start)
      work = nil
    }
  }

  /// Waits for the parts that members have begun.
  private func awaitOthers(_ count: Int, since start: UInt64) {
    var looks = 0
    // When the leader had done its own.
    var done: UInt64 = 0
    var late = 0
    while ended.load(ordering: .acquiring) < count {
      looks += 1
      symbreak_cpu_pause()
      guard looks % Self.looks == 0 else { continue }
      let now = Self.nanoseconds
      if done == 0 { done = now }
      // Looked at once more: it may be the leader that was taken off its core.
      let missing = count - ended.load(ordering: .acquiring)
      if late == 0, MemberCall.isLate(waited: now - done, worked: done - start) { late = missing }
      // A member may wait for this core: give it ours.
      if late > 0 || looks % Self.patience < Self.looks { sched_yield() }
    }
    if late > 0 {
      call.wereLate(late, of: parts, from: done, to: Self.nanoseconds)
    }
  }

  /// Opens the phase whose work and parts were set.
  ///
  /// - Returns: its number.
  private func announce(wakingAll: Bool) -> Int {
    let last = PhaseTicket(bits: phase.load(ordering: .relaxed))
    let ticket = PhaseTicket(phase: last.phase &+ 1, parts: parts)
    phase.store(ticket.bits, ordering: .sequentiallyConsistent)
    let hasSleepers =
      isAnySleeping.load(ordering: .sequentiallyConsistent)
      && isAnySleeping.exchange(false, ordering: .sequentiallyConsistent)
    if wakingAll || hasSleepers { wake() }
    return ticket.phase
  }

  private func wake() {
    pthread_mutex_lock(lock)
    pthread_cond_broadcast(wakeUp)
    pthread_mutex_unlock(lock)
  }

  /// Takes the next part of a phase; nil where none is left of it.
  private func take(ofPhase number: Int) -> Int? {
    var ticket = PhaseTicket(bits: phase.load(ordering: .acquiring))
    while ticket.phase == number, let part = ticket.nextPart {
      let (taken, now) = phase.weakCompareExchange(
        expected: ticket.bits, desired: ticket.taken.bits,
        successOrdering: .acquiringAndReleasing, failureOrdering: .acquiring)
      if taken { return part }
      ticket = PhaseTicket(bits: now)
    }
    return nil
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
    while let number = nextPhase(after: seen, for: index) {
      seen = number
      while let part = take(ofPhase: number) {
        work?(part)
        ended.add(1, ordering: .releasing)
      }
    }
  }

  /// The number of the next phase that a member shares; nil where the team is disbanded.
  private func nextPhase(after seen: Int, for index: Int) -> Int? {
    var looks = 0
    while looks < Self.patience, !isOver.load(ordering: .relaxed) {
      let now = PhaseTicket(bits: phase.load(ordering: .acquiring))
      // Those that are left out do not watch phases go by: they sleep at once.
      guard now.parts > index else { break }
      if now.phase != seen { return now.phase }
      symbreak_cpu_pause()
      looks += 1
    }
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while !isOver.load(ordering: .sequentiallyConsistent) {
      // Told first, looked second: the leader opens a phase first and looks for sleepers second.
      let asked = PhaseTicket(bits: phase.load(ordering: .relaxed))
      if asked.parts > index { isAnySleeping.store(true, ordering: .sequentiallyConsistent) }
      let now = PhaseTicket(bits: phase.load(ordering: .sequentiallyConsistent))
      if now.parts > index, now.phase != seen { return now.phase }
      // One that is left out is woken by a phase of more parts, and not by every phase until then.
      pthread_cond_wait(wakeUp, lock)
    }
    return nil
  }

  /// The monotonic clock, which decides who computes and nothing else.
  private static var nanoseconds: UInt64 { time(of: CLOCK_MONOTONIC) }

  /// What the calling thread has had of the processors.
  private static var processorTime: UInt64 { time(of: CLOCK_THREAD_CPUTIME_ID) }

  private static func time(of clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}
