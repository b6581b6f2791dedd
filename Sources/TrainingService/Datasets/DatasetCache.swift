package import Jobs
internal import SpecJSON
internal import StrictJSON
internal import Synchronization
internal import Threading
internal import TrainingModel

/// Uploaded data sets for those who train and analyse: fetched from the store, prepared, and the
/// ones last used kept.
package final class DatasetCache: Sendable {
  /// The store, for what needs no rows.
  let store: any DatasetStore

  private struct Entry {
    var owner: String
    /// With its rows.
    var dataset: StoredDataset
    var bytes: Int
  }

  private let capacity: Int
  /// The one used last comes last.
  private let kept = Mutex<[Entry]>([])
  /// Unpacks and prepares, one data set at a time: what two ask for at once is made once.
  private let preparing = DedicatedThreads(count: 1)

  /// A cache that keeps rows of at most `capacity` bytes.
  package init(store: any DatasetStore, capacity: Int = 512 << 20) {
    self.store = store
    self.capacity = capacity
  }

  /// `spec` with the rows of its data set; unchanged where it names none of the store's.
  ///
  /// Throws ``DatasetGone`` where the owner has deleted it, and what the store throws.
  func fetching(_ spec: TrainingSpec, of owner: String) async throws -> TrainingSpec {
    guard case .stored(let stored) = spec.dataset, stored.rows == nil else { return spec }
    var fetched = spec
    fetched.dataset = .stored(try await fetch(stored, of: owner))
    return fetched
  }

  /// The data set with its rows. Throws ``DatasetGone`` where the owner has deleted it.
  func fetch(_ stored: StoredDataset, of owner: String) async throws -> StoredDataset {
    if let known = take(stored, of: owner) { return known }
    guard let id = DatasetID(rawValue: stored.id),
      let content = try await store.content(of: id, owner: owner)
    else { throw DatasetGone(id: stored.id) }
    return try await preparing.run { [self] in
      if let known = take(stored, of: owner) { return known }
      var fetched = stored
      fetched.rows = stored.prepared(try DatasetContent(content).rows)
      keep(fetched, of: owner)
      return fetched
    }
  }

  /// The shape of the data set that `spec`, as a client wrote it, names; nil where it names none or
  /// the owner does not have it.
  ///
  /// - Parameter deleted: whether one that is deleted will do.
  func shape(
    in spec: JSONValue, of owner: String, deleted: Bool = false
  ) async throws -> DatasetShape? {
    guard let id = spec.datasetID, let known = try await store.dataset(id, of: owner),
      deleted || !known.isDeleted
    else { return nil }
    return try known.shape()
  }

  private func take(_ stored: StoredDataset, of owner: String) -> StoredDataset? {
    kept.withLock { kept in
      guard let index = kept.firstIndex(where: { $0.owner == owner && $0.dataset == stored })
      else { return nil }
      kept.append(kept.remove(at: index))
      return kept.last?.dataset
    }
  }

  private func keep(_ dataset: StoredDataset, of owner: String) {
    let bytes = dataset.rows?.byteCount ?? 0
    guard bytes <= capacity else { return }
    kept.withLock { kept in
      kept.append(Entry(owner: owner, dataset: dataset, bytes: bytes))
      var total = kept.reduce(0) { $0 + $1.bytes }
      while total > capacity { total -= kept.removeFirst().bytes }
    }
  }

  /// Forgets what an owner has deleted.
  func remove(_ id: DatasetID, of owner: String) {
    kept.withLock { $0.removeAll { $0.owner == owner && $0.dataset.id == id.rawValue } }
  }
}

extension DatasetCache {
  /// A job's spec as it was taken in, without the rows of an uploaded data set: its shape is known
  /// even when they are gone.
  func outline(of job: Job) async throws -> TrainingSpec {
    let json = try await preparing.run(over: job.spec.count) { try JSONValue.parse(job.spec) }
    let upload = try await shape(in: json, of: job.owner, deleted: true)
    if upload == nil, let id = json.datasetID { throw DatasetGone(id: id.rawValue) }
    return try await preparing.run(over: job.spec.count) {
      try SpecReader.stored(json, upload: upload).spec
    }
  }

  /// A job's spec with all rows.
  func spec(of job: Job) async throws -> TrainingSpec {
    try await fetching(outline(of: job), of: job.owner)
  }
}

extension JSONValue {
  /// The id of the uploaded data set that a spec names.
  var datasetID: DatasetID? {
    self["dataset"]?["id"]?.stringValue.flatMap(DatasetID.init(rawValue:))
  }
}
