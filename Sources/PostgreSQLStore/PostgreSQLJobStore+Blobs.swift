internal import BlobStore
internal import Jobs
internal import Threading

// Large values outside the database: put before a row names them, read when one does.
extension PostgreSQLJobStore {
  /// Whether a value of so many bytes goes outside.
  func isOutside(_ bytes: Int) -> Bool { blobs.map { bytes > $0.threshold } ?? false }

  /// Named values, those that are large put outside: each is there when this returns.
  func placed(_ parts: [String: [UInt8]]) async throws -> PlacedParts {
    let sorted = parts.sorted { $0.key < $1.key }
    let values = try await placed(sorted.map(\.value))
    return PlacedParts(zip(sorted, values).map { ($0.key, $1) })
  }

  /// A packed value, put outside where it is large.
  func placed(_ content: PackedValue) async throws -> PlacedContent {
    let value = try await placed([content.body])[0]
    return PlacedContent(value, inflatedLength: content.inflatedLength)
  }

  private func placed(_ values: [[UInt8]]) async throws -> [PlacedValue] {
    var placed = values.map(PlacedValue.inside)
    let large = values.indices.filter { isOutside(values[$0].count) }
    guard let blobs, !large.isEmpty else { return placed }
    let digests = try await packing.run { large.map { BlobDigest(of: values[$0]) } }
    let keys = try await query(
      .adding, "SELECT note_blobs AS blob FROM symbreak_v1.note_blobs($1, $2, $3)",
      [
        .text(PostgresArray.text(digests.map(\.hexadecimal))),
        .text(PostgresArray.text(large.map { values[$0].count })), moment,
      ]
    ) { rows in
      let keys = try rows.map { row in
        let text = try row.requiredText("blob")
        return try row.required(BlobKey(text), "key of a blob, but \(text)")
      }
      return Dictionary(keys.map { ($0.digest, $0) }, uniquingKeysWith: { _, last in last })
    }
    // Once where several values are the same.
    var puts: [BlobKey: Int] = [:]
    for (index, digest) in zip(large, digests) {
      guard let key = keys[digest] else {
        throw JobStoreError.fault(reason: "a blob was noted and got no key")
      }
      placed[index] = .outside(key, length: values[index].count)
      puts[key] = index
    }
    try await telling { [puts] in
      try await withThrowingTaskGroup { group in
        for (key, index) in puts {
          group.addTask { try await blobs.store.put(values[index], key) }
        }
        try await group.waitForAll()
      }
    }
    return placed
  }

  /// The bytes of a value.
  func bytes(of value: PlacedValue) async throws -> [UInt8] {
    switch value {
    case .inside(let bytes): return bytes
    case .outside(let key, let length):
      guard let blobs else {
        throw JobStoreError.unavailable(
          reason: "it is kept in a blob store, and none is given (--blobs)")
      }
      return try await telling { try await blobs.store.get(key, length: length) }
    }
  }

  /// The bytes of a value that a row tells of; nil where no row does.
  func bytes(_ find: @Sendable () async throws -> PlacedValue?) async throws -> [UInt8]? {
    try await reading {
      guard let value = try await find() else { return nil }
      return try await bytes(of: value)
    }
  }

  /// Reads rows and then the blobs that they name; once more where a blob is gone, since the row may be
  /// too, or name another one.
  func reading<Value>(_ body: () async throws -> Value?) async throws -> Value? {
    do { return try await body() } catch is GoneBlob {}
    do { return try await body() } catch let gone as GoneBlob {
      throw JobStoreError.fault(reason: gone.fault.description)
    }
  }

  /// Translates faults of the blob store and tells of them. They are no trouble of the database, which
  /// goes on taking jobs in.
  private func telling<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let fault as BlobFault {
      if case .missing = fault { throw GoneBlob(fault: fault) }
      let error: JobStoreError =
        switch fault {
        case .unavailable, .refused: .unavailable(reason: fault.description)
        case .tooLarge: .tooLarge
        case .missing, .damaged: .fault(reason: fault.description)
        }
      health.readFailed(error, cause: fault)
      throw error
    }
  }
}

/// A blob that a row named is not there.
private struct GoneBlob: Error {
  let fault: BlobFault
}

extension PostgreSQLJobStore: BlobKeeper {
  /// How many blobs are looked at in one call: some ten milliseconds.
  private static let lookedAtOnce: Int64 = 2000

  /// See `BlobKeeper`.
  package func removeUnnamedBlobs(age: Duration) async throws -> Int {
    guard let blobs else { return 0 }
    var (last, removed) = ("", 0)
    while !Task.isCancelled {
      let found = try await query(
        .trying, "SELECT blob, is_going FROM symbreak_v1.mark_blobs($1, $2, $3, $4)",
        [.text(last), .integer(age.wholeMilliseconds), .integer(Self.lookedAtOnce), moment],
        isRepeatable: false
      ) { rows in
        try rows.map { (name: try $0.requiredText("blob"), isGoing: try $0.bool("is_going")) }
      }
      guard let end = found.last else { break }
      last = end.name
      for blob in found where blob.isGoing == true {
        guard let key = BlobKey(blob.name) else { continue }
        try await telling { try await blobs.store.remove(key) }
        try await query(.writing, "SELECT symbreak_v1.forget_blob($1)", [.text(blob.name)]) { _ in }
        removed += 1
      }
    }
    return removed
  }
}
