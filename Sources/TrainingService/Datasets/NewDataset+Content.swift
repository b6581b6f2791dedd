internal import ByteCoding
internal import Crypto
internal import Jobs
internal import SpecJSON
internal import StrictJSON

extension NewDataset {
  /// A data set to take in, under the id that its content gives.
  ///
  /// - Complexity: O(numbers).
  init(_ content: DatasetContent, owner: String, name: String?, quota: DatasetQuota) {
    let bytes = content.bytes
    let digest = SHA256.hash(data: bytes)
    let summary = content.summary(bytes: bytes.count, digest: digest.hexadecimal)
    self.init(
      id: DatasetID(digest: Array(digest)), owner: owner, name: name,
      summary: JSONValue.object(summary).serialized(), content: bytes, quota: quota)
  }
}

extension DatasetLimits {
  /// What the data sets of one owner may come to.
  var quota: DatasetQuota { DatasetQuota(count: uploads, bytes: ownerBytes) }
}
