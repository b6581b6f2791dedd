package import Jobs

/// One promise of `DatasetStore`, put to the test on a store that is empty, keeps jobs too and runs
/// on `time`.
package struct DatasetCheck: Sendable, CustomStringConvertible {
  /// The promise.
  package let description: String
  /// Throws unless the store keeps it.
  package let run:
    @Sendable (_ store: any JobStore & DatasetStore, _ time: ManualTime) async throws
      -> Void

  init(
    _ description: String,
    run:
      @escaping @Sendable (_ store: any JobStore & DatasetStore, _ time: ManualTime) async throws
      -> Void
  ) {
    self.description = description
    self.run = run
  }
}

extension JobStoreConformance {
  /// The suite that every `DatasetStore` runs.
  package static let datasetChecks = uploadChecks + inlineRowsChecks

  private static let uploadChecks: [DatasetCheck] = [
    DatasetCheck("a data set is kept whole, and is its owner's") { store, time in
      let sample = Sample.dataset(1, owner: "ada", name: "flowers", bytes: 70_000)
      let insertion = try await store.insert(sample)
      let expected = UploadedDataset(
        id: sample.id, name: "flowers", summary: sample.summary, bytes: 70_000,
        createdAt: time.now, isDeleted: false)
      try expectEqual(insertion, .created(expected))
      try expectEqual(try await store.dataset(sample.id, of: "ada"), expected)
      try expectEqual(try await store.content(of: sample.id, owner: "ada"), sample.content)
      try expectEqual(try await store.dataset(sample.id, of: "bob"), nil)
      try expectEqual(try await store.content(of: sample.id, owner: "bob"), nil)
      try expectEqual(try await store.datasets(of: "bob"), [])
      try expectEqual(try await store.delete(sample.id, of: "bob"), .notFound)
    },
    DatasetCheck("lists have the newest first") { store, time in
      for number in 1...3 {
        _ = try await store.insert(Sample.dataset(number))
        time.advance(by: .seconds(1))
      }
      try expectEqual(
        try await store.datasets(of: JobOwner.local).map(\.id), [3, 2, 1].map(Sample.datasetID))
    },
    DatasetCheck("the same content is one data set, for each owner") { store, time in
      let first = try await store.insert(Sample.dataset(1, name: "first"))
      time.advance(by: .seconds(1))
      let second = try await store.insert(Sample.dataset(1, name: "second"))
      guard case .created(let created) = first else {
        throw ConformanceFailure(description: "the first was there already")
      }
      try expectEqual(second, .existing(created))
      guard case .created = try await store.insert(Sample.dataset(1, owner: "ada")) else {
        throw ConformanceFailure(description: "another owner's content is shared")
      }
    },
    DatasetCheck("quotas bound the count and the bytes of one owner") { store, _ in
      func sample(_ number: Int, owner: String = "ada", bytes: Int = 10) -> NewDataset {
        var sample = Sample.dataset(number, owner: owner, bytes: bytes)
        sample.quota = DatasetQuota(count: 2, bytes: 100)
        return sample
      }
      _ = try await store.insert(sample(1))
      try await expectError(.datasetQuotaExceeded(.bytes)) {
        _ = try await store.insert(sample(2, bytes: 91))
      }
      _ = try await store.insert(sample(2, bytes: 90))
      try await expectError(.datasetQuotaExceeded(.count)) {
        _ = try await store.insert(sample(3, bytes: 0))
      }
      // What is there needs no room, and what is deleted takes none.
      guard case .existing = try await store.insert(sample(1)) else {
        throw ConformanceFailure(description: "a known content was taken in again")
      }
      _ = try await store.insert(sample(1, owner: "bob"))
      try expectEqual(try await store.delete(Sample.datasetID(1), of: "ada"), .deleted)
      _ = try await store.insert(sample(3))
    },
    DatasetCheck("a deleted data set is gone, unless a finished job names it") { store, _ in
      let id = Sample.datasetID(1)
      _ = try await store.insert(Sample.dataset(1))
      try expectEqual(try await store.delete(id, of: JobOwner.local), .deleted)
      try expectEqual(try await store.dataset(id, of: JobOwner.local), nil)
      try expectEqual(try await store.content(of: id, owner: JobOwner.local), nil)
      try expectEqual(try await store.delete(id, of: JobOwner.local), .notFound)

      _ = try await store.insert(Sample.dataset(1))
      _ = try await store.create(Sample.job(1, on: id))
      try expectEqual(try await store.requestCancel(Sample.id(1)), .cancelled)
      try expectEqual(try await store.delete(id, of: JobOwner.local), .deleted)
      try expectEqual(try await store.dataset(id, of: JobOwner.local)?.isDeleted, true)
      try expectEqual(
        try await store.dataset(id, of: JobOwner.local)?.summary, Sample.dataset(1).summary)
      try expectEqual(try await store.content(of: id, owner: JobOwner.local), nil)
      try expectEqual(try await store.datasets(of: JobOwner.local), [])
      try expectEqual(try await store.delete(id, of: JobOwner.local), .notFound)
    },
    DatasetCheck("a deleted data set can come again") { store, time in
      let id = Sample.datasetID(1)
      _ = try await store.insert(Sample.dataset(1, name: "old"))
      _ = try await store.create(Sample.job(1, on: id))
      _ = try await store.requestCancel(Sample.id(1))
      _ = try await store.delete(id, of: JobOwner.local)
      time.advance(by: .seconds(1))
      guard case .created(let again) = try await store.insert(Sample.dataset(1, name: "new")) else {
        throw ConformanceFailure(description: "the deleted one was taken for existing")
      }
      try expectEqual(again.name, "new")
      try expectEqual(again.createdAt, time.now)
      try expectEqual(try await store.dataset(id, of: JobOwner.local), again)
      try expectEqual(
        try await store.content(of: id, owner: JobOwner.local), Sample.dataset(1).content)
    },
    DatasetCheck("a data set stays while a job of its owner waits or runs") { store, _ in
      let id = Sample.datasetID(1)
      _ = try await store.insert(Sample.dataset(1))
      _ = try await store.insert(Sample.dataset(1, owner: "ada"))
      _ = try await store.create(Sample.job(1, on: id))
      try expectEqual(try await store.delete(id, of: JobOwner.local), .inUse([Sample.id(1)]))
      let claim = try await store.claimOne()
      try expectEqual(try await store.delete(id, of: JobOwner.local), .inUse([Sample.id(1)]))
      try expectEqual(try await store.delete(id, of: "ada"), .deleted)
      try await store.markSucceeded(
        claim.lease(step: 100), result: Array("{}".utf8), artifacts: [:])
      try expectEqual(try await store.delete(id, of: JobOwner.local), .deleted)
    },
    DatasetCheck("no job is taken in without its data set") { store, _ in
      let id = Sample.datasetID(1)
      try await expectError(.unknownDataset(id)) {
        _ = try await store.create(Sample.job(1, on: id))
      }
      _ = try await store.insert(Sample.dataset(1, owner: "ada"))
      try await expectError(.unknownDataset(id)) {
        _ = try await store.create(Sample.job(1, on: id))
      }
      try expectEqual(try await store.job(Sample.id(1)), nil)
      _ = try await store.insert(Sample.dataset(1))
      _ = try await store.delete(id, of: JobOwner.local)
      try await expectError(.unknownDataset(id)) {
        _ = try await store.create(Sample.job(1, on: id))
      }
    },
  ]
}

extension Sample {
  /// A data set's id; equal numbers give equal ids.
  package static func datasetID(_ number: Int) -> DatasetID {
    DatasetID(digest: [UInt8](repeating: UInt8(number), count: 16))
  }

  /// A data set whose id and content come from its number.
  package static func dataset(
    _ number: Int, owner: String = JobOwner.local, name: String? = nil, bytes: Int = 10
  ) -> NewDataset {
    NewDataset(
      id: datasetID(number), owner: owner, name: name,
      summary: Array(#"{"number":\#(number)}"#.utf8),
      content: (0..<bytes).map { UInt8(truncatingIfNeeded: $0 / 3 &* number) },
      quota: DatasetQuota(count: 100, bytes: 1 << 20))
  }

  static func job(_ number: Int, on dataset: DatasetID) -> NewJob {
    var job = job(number)
    job.dataset = dataset
    return job
  }
}
