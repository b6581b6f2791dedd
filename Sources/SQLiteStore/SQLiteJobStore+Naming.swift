import Foundation
import GRDB
package import Jobs

// Names and labels that are given later.
extension SQLiteJobStore {
  /// See `JobStore`.
  package func rename(
    _ id: JobID, of owner: String?, _ patch: NamePatch, ifRevision revision: Int?, mostLabels: Int
  ) async throws -> Renaming {
    try await write { db in
      guard let job = try JobRows.job(id, db), owner == nil || job.owner == owner else {
        return .notFound
      }
      if let revision, revision != job.revision { return .changedSince }
      let (name, labels) = patch.applied(to: job.name, job.labels)
      guard labels.count <= mostLabels else { return .tooManyLabels(labels.count) }
      if name == job.name, labels == job.labels { return .done }
      let statement = try db.cachedStatement(
        sql: "UPDATE jobs SET revision = revision + 1 WHERE id = ? RETURNING sequence")
      guard let sequence = try Int64.fetchOne(statement, arguments: [id.rawValue]) else {
        return .notFound
      }
      try db.cachedStatement(sql: "UPDATE specs SET name = ?, renamed = 1 WHERE sequence = ?")
        .execute(arguments: [name, sequence])
      try db.cachedStatement(sql: "DELETE FROM labels WHERE sequence = ?")
        .execute(arguments: [sequence])
      try Self.insert(labels, of: sequence, db)
      return .done
    }
  }

  /// See `SweepStore`.
  package func replaceSummary(
    of id: SweepID, _ summary: [UInt8], with other: [UInt8]
  ) async throws -> Renaming {
    try await write { db in
      let known = try db.cachedStatement(sql: "SELECT summary FROM sweeps WHERE id = ?")
      guard let stored = try Data.fetchOne(known, arguments: [id.rawValue]) else {
        return .notFound
      }
      guard [UInt8](stored) == summary else { return .changedSince }
      if other == summary { return .done }
      try db.cachedStatement(
        sql: """
          UPDATE sweeps SET summary = ?, renamed = 1, revision = revision + 1 WHERE id = ?
          """
      ).execute(arguments: [Data(other), id.rawValue])
      return .done
    }
  }
}
