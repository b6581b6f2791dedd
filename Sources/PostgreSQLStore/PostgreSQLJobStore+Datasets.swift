package import Jobs
internal import Threading

// Uploaded data sets, in the database of the jobs that name them.
extension PostgreSQLJobStore: DatasetStore {
  /// See `DatasetStore`.
  package func insert(_ dataset: NewDataset) async throws -> DatasetInsertion {
    let content = try await packing.run {
      PackedValue(dataset.content, quickly: true)
    }
    let moment = moment
    return try await transaction(.adding, bytes: content.body.count) { session in
      let inserted = try session.run(
        "SELECT symbreak_v1.insert_dataset($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS is_new",
        DatasetRows.values(dataset, content) + [
          .int(dataset.quota.count), .int(dataset.quota.bytes), moment,
        ])
      guard let known = try DatasetRows.find(dataset.id, of: dataset.owner, session) else {
        throw JobStoreError.fault(reason: "a new data set cannot be read")
      }
      return try inserted.first?.bool("is_new") == true ? .created(known) : .existing(known)
    }
  }

  /// See `DatasetStore`.
  package func dataset(_ id: DatasetID, of owner: String) async throws -> UploadedDataset? {
    try await transaction(.reading) { session in
      try DatasetRows.find(id, of: owner, session)
    }
  }

  /// See `DatasetStore`.
  package func datasets(of owner: String) async throws -> [UploadedDataset] {
    // By time and not by `sequence`: what was deleted and came again is new.
    try await query(
      .reading,
      """
      SELECT \(DatasetRows.columns) FROM symbreak.datasets
      WHERE owner = $1 AND deleted_at IS NULL AND NOT inline
      ORDER BY created_at DESC, sequence DESC
      """, [.text(owner)]
    ) { rows in try rows.map(DatasetRows.dataset) }
  }

  /// See `DatasetStore`.
  package func content(of id: DatasetID, owner: String) async throws -> [UInt8]? {
    let packed = try await query(
      .reading, "SELECT body, body_length FROM symbreak_v1.dataset_content($1, $2)",
      [.text(owner), .text(id.rawValue)], isLarge: true
    ) { rows in
      try rows.first.flatMap { try PackedValue($0, body: "body", length: "body_length") }
    }
    guard let packed else { return nil }
    return try await packing.run(over: packed.unpackedCount) { try packed.unpacked() }
  }

  /// See `DatasetStore`.
  package func delete(_ id: DatasetID, of owner: String) async throws -> DatasetDeletion {
    try await query(
      .writing, "SELECT answer, id FROM symbreak_v1.delete_dataset($1, $2, $3)",
      [.text(owner), .text(id.rawValue), moment], isRepeatable: false
    ) { rows in
      guard let first = rows.first else { return .notFound }
      if try first.text("answer") == "deleted" { return .deleted }
      return .inUse(try rows.map(JobRows.id))
    }
  }
}
