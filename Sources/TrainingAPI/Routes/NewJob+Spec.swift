internal import Crypto
internal import HTTPCodec
internal import JobQueue
internal import StrictJSON
internal import TrainingCore

extension NewJob {
  /// A job that trains a spec. Without an idempotency key and without a quota.
  init(_ spec: ReadSpec, id: JobID, owner: String) {
    self.init(
      id: id, spec: SpecWriter.json(spec).serialized(),
      specDigest: SHA256.hash(data: SpecWriter.canonicalBytes(spec.spec)).hexadecimal,
      batchKey: SpecWriter.batchKey(spec.spec),
      // The first layer's scheme is the one that a spec names at its top.
      scheme: spec.spec.layers.first?.weights.scheme ?? "",
      name: spec.name, labels: spec.labels, steps: spec.spec.training.steps, owner: owner,
      cost: JobCost.multiplyAdds(of: spec.spec), dataset: spec.spec.dataset.uploadID)
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
