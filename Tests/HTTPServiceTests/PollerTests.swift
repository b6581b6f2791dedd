import Dispatch
import Foundation
import HTTPService
import Synchronization
import Testing

/// What the server relies on of epoll, and of Dispatch watching an epoll descriptor.
@Suite struct PollerTests {
  /// Two connected sockets, closed at the end.
  private final class Pair {
    let near: Int32
    let far: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
      (near, far) = (ends[0], ends[1])
    }

    deinit {
      close(near)
      close(far)
    }

    func write() { _ = Foundation.write(far, "x", 1) }

    func read() {
      var octet: UInt8 = 0
      _ = Foundation.read(near, &octet, 1)
    }
  }

  /// Every other time it is asked, it is time to take.
  private final class Turn: Sendable {
    private let wasLeft = Mutex(false)

    func isToTake() -> Bool {
      wasLeft.withLock { wasLeft in
        defer { wasLeft.toggle() }
        return wasLeft
      }
    }
  }

  private func events(of poller: Poller) -> [(UInt64, Poller.Readiness)] {
    var events: [(UInt64, Poller.Readiness)] = []
    _ = poller.poll { events.append(($0, $1)) }
    return events
  }

  @Test func readinessIsALevelUnderTheTokenThatWasGiven() throws {
    let (poller, pair) = (try #require(Poller()), try Pair())
    #expect(poller.add(pair.near, .readable, token: 1 << 40 | 7) == 0)
    #expect(events(of: poller).isEmpty)
    pair.write()
    for _ in 0..<2 {
      let found = events(of: poller)
      #expect(found.map(\.0) == [1 << 40 | 7])
      #expect(found.first?.1 == .readable)
    }
    pair.read()
    #expect(events(of: poller).isEmpty)
    poller.modify(pair.near, [.readable, .writable], token: 8)
    #expect(events(of: poller).map(\.0) == [8])
    #expect(events(of: poller).first?.1 == .writable)
  }

  @Test func aBrokenConnectionShowsWithoutBeingAskedFor() throws {
    let (poller, pair) = (try #require(Poller()), try Pair())
    #expect(poller.add(pair.near, [], token: 1) == 0)
    pair.write()
    #expect(events(of: poller).isEmpty)
    shutdown(pair.far, Int32(SHUT_RDWR))
    #expect(events(of: poller).allSatisfy { !$0.1.isDisjoint(with: .broken) })
    #expect(events(of: poller).count == 1)
  }

  @Test func whatIsTakenOutIsNotReportedThoughACopyIsOpen() throws {
    let (poller, pair) = (try #require(Poller()), try Pair())
    let copy = dup(pair.near)
    defer { close(copy) }
    #expect(poller.add(pair.near, .readable, token: 1) == 0)
    pair.write()
    poller.remove(pair.near)
    #expect(events(of: poller).isEmpty)
    #expect(poller.add(-1, .readable, token: 1) == EBADF)
  }

  @Test(.timeLimit(.minutes(1)))
  func aSourceOnThePollerFiresForAsLongAsSomethingIsReady() async throws {
    let (poller, pair) = (try #require(Poller()), try Pair())
    #expect(poller.add(pair.near, .readable, token: 1) == 0)
    let descriptor = pair.near
    let source = DispatchSource.makeReadSource(
      fileDescriptor: poller.descriptor, queue: DispatchQueue(label: "poller"))
    let (taken, taking) = AsyncStream.makeStream(of: Void.self)
    let turn = Turn()
    source.setEventHandler {
      // Each octet is left the first time: if the source did not come back, it would stay.
      var octet: UInt8 = 0
      guard recv(descriptor, &octet, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == 1,
        turn.isToTake()
      else { return }
      _ = read(descriptor, &octet, 1)
      taking.yield()
    }
    source.resume()
    var octets = taken.makeAsyncIterator()
    for _ in 0..<100 {
      pair.write()
      await octets.next()
    }
    await withCheckedContinuation { continuation in
      source.setCancelHandler { continuation.resume() }
      source.cancel()
    }
    poller.close()
  }
}
