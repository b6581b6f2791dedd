import GRDB

/// The order in which owners' jobs are claimed: start-time fair queueing (Goyal, Vin & Cheng,
/// SIGCOMM 1996) with the cost of a job as its length.
///
/// A job's rank is its start tag: the later of the queue's virtual time, which is the rank served
/// last, and of the end of its owner's job before it. So an owner who comes new is served next, and an
/// owner who has more waiting than others gets no more work done than they.
enum QueueRank {
  /// The rank of an owner's new job. O(log jobs), and where the queue is empty O(owners).
  static func next(of owner: String, _ db: Database) throws -> Double {
    let last = try db.cachedStatement(
      sql: """
        SELECT rank, cost FROM jobs WHERE owner = ? AND state = 'queued'
        ORDER BY sequence DESC LIMIT 1
        """)
    if let row = try Row.fetchOne(last, arguments: [owner]) {
      return max(try time(db), (row["rank"] as Double) + length(cost: row["cost"]))
    }
    let isBusy = try db.cachedStatement(sql: "SELECT 1 FROM jobs WHERE state = 'queued' LIMIT 1")
    if try Int.fetchOne(isBusy) == nil {
      // Nobody waits: what owners had before is forgotten, and all begin alike.
      let served = try db.cachedStatement(sql: "SELECT MAX(served) FROM owner_shares")
      try advance(to: Double.fetchOne(served) ?? 0, db)
      try db.cachedStatement(sql: "DELETE FROM owner_shares").execute()
    }
    let served = try db.cachedStatement(sql: "SELECT served FROM owner_shares WHERE owner = ?")
    return max(try time(db), try Double.fetchOne(served, arguments: [owner]) ?? 0)
  }

  /// Counts a job that is claimed as served to its owner.
  static func serve(_ owner: String, rank: Double, cost: Double, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO owner_shares (owner, served) VALUES (?, ?)
        ON CONFLICT (owner) DO UPDATE SET served = MAX(served, excluded.served)
        """
    ).execute(arguments: [owner, rank + length(cost: cost)])
  }

  /// The rank served last.
  private static func time(_ db: Database) throws -> Double {
    try Double.fetchOne(db.cachedStatement(sql: "SELECT time FROM queue_clock")) ?? 0
  }

  /// Lets the virtual time go on to the rank that is served now; it never goes back.
  static func advance(to rank: Double, _ db: Database) throws {
    try db.cachedStatement(sql: "UPDATE queue_clock SET time = ?1 WHERE time < ?1")
      .execute(arguments: [rank])
  }

  /// Every job takes a claim and a result, whatever it costs: about as long as this many
  /// multiply-adds.
  private static let costOfClaim = 1e7

  /// What a job of this cost takes of its owner's share.
  private static func length(cost: Double) -> Double { 1 + cost / costOfClaim }
}
