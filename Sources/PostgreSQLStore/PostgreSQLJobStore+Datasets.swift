package import Jobs
internal import Threading

// Uploaded data sets, in the database of the jobs that name them.
extension PostgreSQLJobStore: DatasetStore {
  /// See `DatasetStore`.
  package func insert(_ dataset: NewDataset) async throws -> DatasetInsertion {
    let content = try await packing.run {
      PackedValue(dataset.content, quickly: true)
    }
    if isOutside(content.body.count) {
      // What there is no room for is not sent there first.
      let known = try await transaction(.reading) { session in
        let known = try DatasetRows.find(dataset.id, of: dataset.owner, session)
        if let known, !known.isDeleted, !known.isInline { return known as UploadedDataset? }
        _ = try session.run(
          "SELECT symbreak_v1.check_datasets($1, $2, $3, $4, $5)",
          [
            .text(dataset.owner), .text(dataset.id.rawValue), .int(dataset.content.count),
            .int(dataset.quota.count), .int(dataset.quota.bytes),
          ])
        return nil
      }
      if let known { return .existing(known) }
    }
    let placed = try await placed(content)
    let moment = moment
    return try await transaction(.adding, bytes: placed.byteCount) { session in
      let inserted = try session.run(
        """
        SELECT symbreak_v1.insert_dataset($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS is_new
        """,
        DatasetRows.values(dataset, placed) + [
          .int(dataset.quota.count), .int(dataset.quota.bytes), moment,
        ])
      guard let known = try DatasetRows.find(dataset.id, of: dataset.owner, session) else {
        throw JobStoreError.fault(reason: "a new data set cannot be read")
      }
      return try inserted.first?.bool("is_new") == true ? .created(known) : .existing(known)
    }
  }

  /// See `DatasetStore`. Through a function, as workers ask too.
  package func dataset(_ id: DatasetID, of owner: String) async throws -> UploadedDataset? {
    try await query(
      .reading, "SELECT \(DatasetRows.columns) FROM symbreak_v1.dataset_of($1, $2)",
      [.text(owner), .text(id.rawValue)]
    ) { rows in try rows.first.map(DatasetRows.dataset) }
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
    let packed = try await reading { [self] in
      let found = try await query(
        .reading,
        "SELECT body, body_length, length, blob FROM symbreak_v1.content_of_dataset($1, $2)",
        [.text(owner), .text(id.rawValue)], isLarge: true
      ) { rows in
        try rows.first.flatMap { row in
          try PlacedValue(ifAny: row).map { (value: $0, length: try row.integer("body_length")) }
        }
      }
      guard let found else { return nil as PackedValue? }
      return PackedValue(
        try await bytes(of: found.value), inflatedLength: found.length.map(Int.init))
    }
    guard let packed else { return nil }
    return try await packing.run(over: packed.unpackedCount) { try packed.unpacked() }
  }

  /// See `DatasetStore`.
  package func delete(_ id: DatasetID, of owner: String) async throws -> DatasetDeletion {
    try await query(
      .trying, "SELECT answer, id FROM symbreak_v1.delete_dataset($1, $2, $3)",
      [.text(owner), .text(id.rawValue), moment], isRepeatable: false
    ) { rows in
      guard let first = rows.first else { return .notFound }
      if try first.text("answer") == "deleted" { return .deleted }
      return .inUse(try rows.map(JobRows.id))
    }
  }
}
