internal import SpecJSON
internal import StrictJSON

/// Reads the `list` of a sweep: JSON Merge Patches (RFC 7396), one a job.
struct PatchListReader {
  let limits: SweepLimits

  /// The patches, and the places where any of them says something, in the order in which they come
  /// up; nil, the faults added, where anything is wrong.
  func read(_ list: Cursor) -> (patches: [JSONValue], varied: [JSONPointer])? {
    guard let elements = list.elements() else { return nil }
    guard !elements.isEmpty else {
      list.fault(.outOfRange, "There must be at least one patch.")
      return nil
    }
    guard elements.count <= limits.jobs else {
      list.fault(.tooCostly, SweepReader.tooManyJobs(limits.jobs))
      return nil
    }
    var varied: [JSONPointer] = []
    var known: Set<JSONPointer> = []
    var isWhole = true
    for patch in elements {
      guard patch.value.objectValue != nil else {
        patch.mustBe("an object (a merge patch to the spec)")
        isWhole = false
        continue
      }
      for leaf in leaves(of: patch, at: .root) {
        isWhole = SweepReader.isSmall(leaf.value) && isWhole
        if known.insert(leaf.place).inserted { varied.append(leaf.place) }
      }
      guard varied.count <= SweepLimits.fields else {
        list.fault(
          .tooCostly, "At most \(SweepLimits.fields) fields may differ from job to job.")
        return nil
      }
    }
    return isWhole ? (elements.map(\.value), varied) : nil
  }

  /// What a patch sets or removes, and where in the spec.
  private func leaves(
    of patch: Cursor, at place: JSONPointer
  ) -> [(value: Cursor, place: JSONPointer)] {
    guard let object = patch.value.objectValue else { return [(patch, place)] }
    return object.flatMap { key, value in
      leaves(
        of: Cursor(value: value, pointer: patch.pointer.appending(key), faults: patch.faults),
        at: place.appending(key))
    }
  }
}
