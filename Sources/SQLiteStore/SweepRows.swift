import Foundation
import GRDB
import Jobs

/// Reads sweeps and their jobs out of their tables.
enum SweepRows {
  /// The sweep and its sequence, or nil if there is none. O(jobs of the sweep).
  static func find(_ id: SweepID, _ db: Database) throws -> (sequence: Int64, sweep: Sweep)? {
    let statement = try db.cachedStatement(sql: "SELECT * FROM sweeps WHERE id = ?")
    return try Row.fetchOne(statement, arguments: [id.rawValue]).map { row in
      (row["sequence"], try sweep(row, db))
    }
  }

  /// The sweep of a row with all columns of `sweeps`. O(jobs of the sweep).
  static func sweep(_ row: Row, _ db: Database) throws -> Sweep {
    var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
    var revision: Int = row["revision"]
    let statement = try db.cachedStatement(
      sql: """
        SELECT j.state, COUNT(*) AS count, SUM(j.revision) AS revision
        FROM specs s JOIN jobs j USING (sequence) WHERE s.sweep = ? GROUP BY j.state
        """)
    for group in try Row.fetchAll(statement, arguments: [row["sequence"] as Int64]) {
      counts[try JobRows.state(group["state"])] = group["count"]
      revision += group["revision"]
    }
    return Sweep(
      id: try id(row["id"]), owner: row["owner"], summary: [UInt8](row["summary"] as Data),
      createdAt: Timestamp(milliseconds: row["created_at"]), counts: counts, revision: revision)
  }

  /// What distinguishes the jobs of a sweep, as it was handed in.
  static func table(_ sequence: Int64, _ db: Database) throws -> [UInt8] {
    let statement = try db.cachedStatement(
      sql: "SELECT body, inflated_length FROM sweep_tables WHERE sequence = ?")
    guard let row = try Row.fetchOne(statement, arguments: [sequence]),
      let table = try PackedBytes.read(row, body: "body", inflatedLength: "inflated_length")
    else {
      throw DatabaseError(
        resultCode: .SQLITE_CORRUPT, message: "sweep \(sequence) has no table")
    }
    return table
  }

  /// The jobs of a sweep that are not deleted, in order, with their results.
  static func members(_ sequence: Int64, _ db: Database) throws -> [SweepMember] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT s.sweep_position, j.id, j.state, r.body, r.inflated_length
        FROM specs s JOIN jobs j USING (sequence) LEFT JOIN results r USING (sequence)
        WHERE s.sweep = ? ORDER BY s.sweep_position
        """)
    return try Row.fetchAll(statement, arguments: [sequence]).map { row in
      SweepMember(
        position: row["sweep_position"], job: try JobRows.id(row["id"]),
        state: try JobRows.state(row["state"]),
        result: try PackedBytes.read(row, body: "body", inflatedLength: "inflated_length"))
    }
  }

  static func id(_ text: String) throws -> SweepID {
    guard let id = SweepID(rawValue: text) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "\(text) is no sweep's id")
    }
    return id
  }
}
