import Jobs
import Synchronization

/// A data set store in memory, for tests of what stands above it; `JobStoreConformance` is what
/// tests stores.
final class MemoryDatasetStore: DatasetStore {
  private struct Key: Hashable {
    var owner: String
    var id: DatasetID

    init(_ dataset: NewDataset) { self.init(owner: dataset.owner, id: dataset.id) }

    init(owner: String, id: DatasetID) {
      self.owner = owner
      self.id = id
    }
  }

  private struct State {
    var datasets: [Key: UploadedDataset] = [:]
    var contents: [Key: [UInt8]] = [:]
    var contentReads = 0

    @discardableResult
    mutating func take(_ dataset: NewDataset, isInline: Bool) throws -> UploadedDataset {
      let key = Key(dataset)
      let own = datasets.filter {
        $0.key.owner == dataset.owner && $0.key != key && !$0.value.isDeleted
      }
      if !isInline, own.count(where: { !$0.value.isInline }) >= dataset.quota.count {
        throw JobStoreError.datasetQuotaExceeded(.count)
      }
      if own.values.reduce(dataset.content.count, { $0 + $1.bytes }) > dataset.quota.bytes {
        throw JobStoreError.datasetQuotaExceeded(.bytes)
      }
      let taken = UploadedDataset(
        id: dataset.id, name: dataset.name, summary: dataset.summary,
        bytes: dataset.content.count, createdAt: TestService.now, isDeleted: false,
        isInline: isInline)
      datasets[key] = taken
      contents[key] = dataset.content
      return taken
    }
  }

  private let state = Mutex(State())
  private let jobs: MemoryJobStore

  init(jobs: MemoryJobStore) {
    self.jobs = jobs
    jobs.takingIn { [weak self] rows in
      try self?.state.withLock { state in
        if state.datasets[Key(rows)].map({ !$0.isDeleted }) ?? false { return }
        try state.take(rows, isInline: true)
      }
    }
  }

  /// How often a content was read.
  var contentReads: Int { state.withLock { $0.contentReads } }

  func insert(_ dataset: NewDataset) async throws -> DatasetInsertion {
    try state.withLock { state in
      if let known = state.datasets[Key(dataset)], !known.isDeleted, !known.isInline {
        return .existing(known)
      }
      return .created(try state.take(dataset, isInline: false))
    }
  }

  func dataset(_ id: DatasetID, of owner: String) async throws -> UploadedDataset? {
    state.withLock { $0.datasets[Key(owner: owner, id: id)] }
  }

  func datasets(of owner: String) async throws -> [UploadedDataset] {
    state.withLock { state in
      state.datasets.filter { $0.key.owner == owner && !$0.value.isDeleted && !$0.value.isInline }
        .map(\.value)
    }
  }

  func content(of id: DatasetID, owner: String) async throws -> [UInt8]? {
    state.withLock {
      $0.contentReads += 1
      return $0.contents[Key(owner: owner, id: id)]
    }
  }

  func delete(_ id: DatasetID, of owner: String) async throws -> DatasetDeletion {
    let unfinished = try await jobs.jobs(
      matching: JobFilter(states: [.queued, .running], owner: owner), after: nil, limit: 100
    ).items.filter { String(decoding: $0.spec, as: UTF8.self).contains(id.rawValue) }
    return state.withLock { state in
      let key = Key(owner: owner, id: id)
      guard state.contents[key] != nil else { return .notFound }
      if !unfinished.isEmpty { return .inUse(unfinished.map(\.id)) }
      state.contents[key] = nil
      state.datasets[key]?.isDeleted = true
      return .deleted
    }
  }
}
