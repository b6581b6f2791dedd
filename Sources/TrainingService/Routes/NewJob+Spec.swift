internal import ByteCoding
internal import Crypto
internal import HTTPCodec
package import Jobs
package import SpecJSON
internal import StrictJSON
internal import TrainingEngine
internal import TrainingModel
internal import WebRouting

extension NewJob {
  /// A job that trains a spec. Without an idempotency key and without a quota.
  package init(_ spec: ValidatedSpec, id: JobID, owner: String) {
    var writer = JobWriter(owner: owner, reuses: false)
    self = writer.job(spec, id: id)
  }

  /// A job that trains a spec, whose rows it names by their id. Without an idempotency key and
  /// without a quota; `datasets` is what the owner's data sets may come to.
  ///
  /// - Complexity: O(size of the spec).
  init(
    _ submitted: SubmittedSpec, id: JobID, owner: String, datasets: DatasetQuota,
    specs: SpecCache
  ) {
    var writer = JobWriter(owner: owner, reuses: false, specs: specs)
    self = writer.job(submitted, id: id, datasets: datasets)
  }
}

/// Makes jobs of specs, quickly where these are much alike: see `RepeatedSpecWriter`.
package struct JobWriter {
  private let owner: String
  /// Is told of the specs, for those who train them.
  private let known: SpecCache?
  private var specs: RepeatedSpecWriter
  private var laneKeys: RepeatedSpecWriter
  private var batchKey = ""

  /// A writer of jobs of `owner`; see `RepeatedSpecWriter` for `reuses`.
  package init(owner: String, reuses: Bool, specs known: SpecCache? = nil) {
    self.owner = owner
    self.known = known
    specs = RepeatedSpecWriter(reuses: reuses)
    laneKeys = RepeatedSpecWriter(reuses: reuses)
  }

  /// A job that trains a spec. Without an idempotency key and without a quota.
  package mutating func job(_ spec: ValidatedSpec, id: JobID) -> NewJob {
    let texts = specs.texts(of: spec)
    let digest = SHA256.hash(data: texts.canonical).hexadecimal
    known?.keep(spec.spec, digest: digest, bytes: texts.json.count)
    return NewJob(
      id: id, spec: texts.json, specDigest: digest,
      batchKey: batchKey(of: spec.spec, digest: digest),
      // The first layer's scheme is the one that a spec names at its top.
      scheme: spec.spec.layers.first?.weights.scheme ?? "",
      name: spec.name, labels: spec.labels, steps: spec.spec.training.steps, owner: owner,
      cost: TrainingWork(of: spec.spec).total, memory: JobMemory(of: spec.spec),
      maxSeconds: spec.maxSeconds, engine: EngineNumber.current,
      dataset: spec.spec.dataset.uploadID)
  }

  /// A job that trains a spec, whose rows it brings and names by their id; `datasets` is what the
  /// owner's data sets may come to.
  mutating func job(_ submitted: SubmittedSpec, id: JobID, datasets: DatasetQuota) -> NewJob {
    let (spec, rows) = submitted.separated(for: owner, quota: datasets)
    var job = job(spec, id: id)
    job.rows = rows
    return job
  }

  /// Equal for specs that train together, one a lane: the digest of all of a spec but what
  /// `TrainingSpec.laneKey` leaves out. One that gains nothing from company has the key of itself
  /// alone.
  private mutating func batchKey(of spec: TrainingSpec, digest: String) -> String {
    guard Trainer.usesLanes(spec) else { return digest }
    let shared = spec.laneKey
    if !laneKeys.isRepeated(shared) {
      batchKey =
        SHA256.hash(data: laneKeys.texts(of: ValidatedSpec(spec: shared)).canonical).hexadecimal
    }
    return batchKey
  }
}

extension DatasetSpec {
  /// The id of the store's data set, where it is one.
  fileprivate var uploadID: DatasetID? {
    guard case .stored(let stored) = self else { return nil }
    return DatasetID(rawValue: stored.id)
  }
}

/// The field `Idempotency-Key`.
enum IdempotencyKey {
  /// The key of a request as the store knows it, nil where there is none: each owner has keys of
  /// their own. Throws 400 unless it is 1 to 255 printable ASCII characters.
  static func read(_ request: HTTPRequest, owner: String) throws(Problem) -> String? {
    let keys = request.headers.values(of: "idempotency-key")
    guard let key = keys.first else { return nil }
    guard keys.count == 1, (1...255).contains(key.utf8.count),
      key.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
    else {
      throw Problem(
        .invalidHeader,
        "Send one Idempotency-Key of 1 to 255 printable ASCII characters, such as a UUID.",
        members: ["header": "Idempotency-Key"])
    }
    // A client's is printable, so that no two can be one here.
    return owner == JobOwner.local ? key : "\(owner)\n\(key)"
  }
}
