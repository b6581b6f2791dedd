import JobQueue
import Synchronization

/// A data set store in memory, for tests of what stands above it; `JobStoreConformance` is what
/// tests stores.
final class MemoryDatasetStore: DatasetStore {
  private struct Key: Hashable {
    var owner: String
    var id: DatasetID
  }

  private struct State {
    var datasets: [Key: UploadedDataset] = [:]
    var contents: [Key: [UInt8]] = [:]
    var contentReads = 0
  }

  private let state = Mutex(State())
  private let jobs: MemoryJobStore

  init(jobs: MemoryJobStore) {
    self.jobs = jobs
  }

  /// How often a content was read.
  var contentReads: Int { state.withLock { $0.contentReads } }

  func insert(_ dataset: NewDataset) async throws -> DatasetInsertion {
    let key = Key(owner: dataset.owner, id: dataset.id)
    return try state.withLock { state in
      if let known = state.datasets[key], !known.isDeleted { return .existing(known) }
      let own = state.datasets.filter { $0.key.owner == dataset.owner && !$0.value.isDeleted }
      if own.count >= dataset.quota.count { throw JobStoreError.datasetQuotaExceeded(.count) }
      if own.values.reduce(dataset.content.count, { $0 + $1.bytes }) > dataset.quota.bytes {
        throw JobStoreError.datasetQuotaExceeded(.bytes)
      }
      let upload = UploadedDataset(
        id: dataset.id, name: dataset.name, summary: dataset.summary,
        bytes: dataset.content.count, createdAt: TestService.now, isDeleted: false)
      state.datasets[key] = upload
      state.contents[key] = dataset.content
      return .created(upload)
    }
  }

  func dataset(_ id: DatasetID, of owner: String) async throws -> UploadedDataset? {
    state.withLock { $0.datasets[Key(owner: owner, id: id)] }
  }

  func datasets(of owner: String) async throws -> [UploadedDataset] {
    state.withLock { state in
      state.datasets.filter { $0.key.owner == owner && !$0.value.isDeleted }.map(\.value)
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
