import Jobs

/// Up to where the changes of jobs have been told: the snapshot of that look, and of earlier ones what tells
/// since when the transactions that are still open can have begun.
///
/// A transaction that a snapshot does not see has a number in it or one from its end on. So has every one
/// whose changes come later, and each look asks for those numbers alone: none is missed, however long it
/// takes, and none is told twice.
struct ChangeMark {
  /// As PostgreSQL writes one: `xmin:xmax:xip,…` (its manual, 9.26, pg_snapshot).
  private(set) var snapshot: String
  /// The number of a look's own transaction, which is higher than any that was given before, with the moment
  /// at which that look began. (The end of its snapshot is not: that is the first after the highest that had
  /// ended.)
  private var looks: [(number: UInt64, at: Int64)] = []

  /// Earlier looks that are kept. While one transaction is open each look adds one; where they are too many,
  /// every second goes, and what is told of the past is earlier and as true.
  private static let mostLooks = 64

  /// What a mark's text tells; nil where it is none.
  init?(_ mark: JobRevisions.Mark) {
    let words = mark.text.split(separator: " ")
    guard let snapshot = words.first else { return nil }
    self.snapshot = String(snapshot)
    for word in words.dropFirst() {
      let parts = word.split(separator: "@")
      guard parts.count == 2, let number = UInt64(parts[0]), let at = Int64(parts[1]) else {
        return nil
      }
      looks.append((number, at))
    }
  }

  /// A beginning.
  init(snapshot: String) { self.snapshot = snapshot }

  var mark: JobRevisions.Mark {
    JobRevisions.Mark(
      ([snapshot] + looks.map { "\($0.number)@\($0.at)" }).joined(separator: " "))
  }

  /// The lowest number of a transaction that is open, and the first after the highest that has ended.
  private static func bounds(of snapshot: String) -> (lowest: UInt64, next: UInt64)? {
    let parts = snapshot.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let lowest = UInt64(parts[0]), let next = UInt64(parts[1]) else {
      return nil
    }
    return (lowest, next)
  }

  /// Whether another snapshot is of another database's history than this one, whose numbers mean others:
  /// as after a backup was restored.
  func isStrange(to other: String) -> Bool {
    guard let mine = Self.bounds(of: snapshot), let theirs = Self.bounds(of: other) else {
      return true
    }
    return theirs.next < mine.next
  }

  /// Goes on to the snapshot of a look, which began at a moment and has a number of its own. The moment
  /// before which no transaction began that this snapshot does not see; nil where no look that is known is as
  /// early.
  mutating func advance(to snapshot: String, number: UInt64, at moment: Int64) -> Int64? {
    guard let bounds = Self.bounds(of: snapshot) else { return nil }
    self.snapshot = snapshot
    looks.append((number, moment))
    // Whoever has a higher number was given it after that look began.
    guard let last = looks.lastIndex(where: { $0.number <= bounds.lowest }) else {
      thin()
      return nil
    }
    looks.removeFirst(last)
    thin()
    return looks[0].at
  }

  private mutating func thin() {
    guard looks.count > Self.mostLooks else { return }
    let last = looks.count - 1
    looks = looks.indices.filter { $0.isMultiple(of: 2) || $0 == last }.map { looks[$0] }
  }
}
