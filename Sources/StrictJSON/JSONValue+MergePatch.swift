/// JSON Merge Patch, RFC 7396.
extension JSONValue {
  /// This value changed as `patch` says: members of objects one by one, `null` removing one,
  /// anything else replaced as a whole.
  ///
  /// - Complexity: O(size of both).
  package func merging(_ patch: JSONValue) -> JSONValue {
    guard let changes = patch.objectValue else { return patch }
    var answer = objectValue ?? JSONObject()
    for (key, change) in changes {
      // A plain nil would be read as the value null.
      answer[key] =
        change.isNull ? JSONValue?.none : (answer[key] ?? .null).merging(change)
    }
    return .object(answer)
  }

  /// The smallest merge patch that makes `target` of this value.
  ///
  /// - Precondition: `target` has no member that is `null` where this value has another: a patch
  ///   cannot set one.
  /// - Complexity: O(size of both).
  package func mergePatch(to target: JSONValue) -> JSONValue {
    guard let before = objectValue, let after = target.objectValue else { return target }
    var patch = JSONObject()
    for key in before.keys where !after.contains(key) { patch[key] = .null }
    for (key, value) in after {
      guard let old = before[key] else {
        patch[key] = value
        continue
      }
      if old != value { patch[key] = old.mergePatch(to: value) }
    }
    return .object(patch)
  }
}
