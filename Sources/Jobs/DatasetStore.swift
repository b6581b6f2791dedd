/// Where uploaded data sets live, each with its owner; durable once a call has returned.
///
/// Content never changes: an id is made of it. What is deleted leaves its summary behind for as long
/// as jobs name it, so that a finished job still knows the shape of what it was trained on. Rows that
/// come with a job's spec (`NewJob.rows`) are kept here too, for as long as jobs name them.
/// All calls throw `JobStoreError`. `JobStoreConformance` tests what is promised here.
package protocol DatasetStore: Sendable {
  /// Takes a data set in. Where the owner has this content already, that one is answered, with the
  /// name that it has; one that was deleted, or that only came with a job, is there under the new
  /// name.
  ///
  /// Throws `datasetQuotaExceeded` when a new one would pass its quota.
  func insert(_ dataset: NewDataset) async throws -> DatasetInsertion

  /// The owner's data set, also one that is deleted and that jobs still name; nil if there is none.
  func dataset(_ id: DatasetID, of owner: String) async throws -> UploadedDataset?

  /// All data sets of the owner that are not deleted, the newest first, without those that came with
  /// jobs.
  func datasets(of owner: String) async throws -> [UploadedDataset]

  /// The content; nil if there is no such data set or it is deleted.
  func content(of id: DatasetID, owner: String) async throws -> [UInt8]?

  /// Removes a data set's content, unless a job that waits or runs needs it.
  func delete(_ id: DatasetID, of owner: String) async throws -> DatasetDeletion
}

/// A data set to take in.
package struct NewDataset: Sendable {
  /// Made of the content.
  package var id: DatasetID
  /// Whose it is.
  package var owner: String
  /// A name for people.
  package var name: String?
  /// What is told of the content without reading it, JSON in UTF-8.
  package var summary: [UInt8]
  /// The rows, in the form of whoever reads them.
  package var content: [UInt8]
  /// What its owner's data sets, this one among them, may come to.
  package var quota: DatasetQuota

  package init(
    id: DatasetID, owner: String, name: String?, summary: [UInt8], content: [UInt8],
    quota: DatasetQuota
  ) {
    self.id = id
    self.owner = owner
    self.name = name
    self.summary = summary
    self.content = content
    self.quota = quota
  }
}

/// A data set as the store knows it, without its content.
package struct UploadedDataset: Hashable, Sendable {
  /// Made of the content.
  package var id: DatasetID
  /// A name for people.
  package var name: String?
  /// What is told of the content without reading it, JSON in UTF-8.
  package var summary: [UInt8]
  /// Bytes of the content, before the store packs it.
  package var bytes: Int
  /// When it was taken in; after a deletion, when it was last.
  package var createdAt: Timestamp
  /// Whether the content is gone.
  package var isDeleted: Bool
  /// Whether it came with a job's spec and was never uploaded: it goes with the last job that names
  /// it.
  package var isInline: Bool

  package init(
    id: DatasetID, name: String?, summary: [UInt8], bytes: Int, createdAt: Timestamp,
    isDeleted: Bool, isInline: Bool = false
  ) {
    self.id = id
    self.name = name
    self.summary = summary
    self.bytes = bytes
    self.createdAt = createdAt
    self.isDeleted = isDeleted
    self.isInline = isInline
  }
}

/// What the data sets of one owner may come to.
package struct DatasetQuota: Hashable, Sendable {
  /// Data sets, but for those that came with jobs.
  package var count: Int
  /// Bytes of content together, those that came with jobs among them, before the store packs them.
  package var bytes: Int

  package init(count: Int, bytes: Int) {
    self.count = count
    self.bytes = bytes
  }

  /// The part of a quota that a data set would pass.
  package enum Part: String, Hashable, Sendable {
    /// `DatasetQuota.count`.
    case count
    /// `DatasetQuota.bytes`.
    case bytes
  }
}

/// What became of a data set handed in.
package enum DatasetInsertion: Hashable, Sendable {
  /// It is new.
  case created(UploadedDataset)
  /// Its content was there already.
  case existing(UploadedDataset)
}

/// What became of a request to delete a data set.
package enum DatasetDeletion: Hashable, Sendable {
  /// Its content is gone.
  case deleted
  /// These jobs wait or run and need it: some of them, the oldest first.
  case inUse([JobID])
  /// There is no such data set.
  case notFound
}
