internal import SpecJSON
internal import StrictJSON

/// Reads the `grid` of a sweep: for each field of the spec the values that it takes.
struct GridReader {
  let limits: SweepLimits

  /// The axes in the order in which they are written, and how many combinations they have; nil, the
  /// faults added, where anything is wrong. Without `base`, a spec that could not be read, the places
  /// are not looked for in it.
  func read(_ grid: Cursor, base: JSONValue?) -> (axes: [SweepAxis], count: Int)? {
    guard let fields = Fields(unchecked: grid, "values by the fields that they are for") else {
      return nil
    }
    guard (1...SweepLimits.fields).contains(fields.names.count) else {
      grid.fault(
        .outOfRange,
        "A grid has 1 to \(SweepLimits.fields) fields, not \(fields.names.count).")
      return nil
    }
    var axes: [SweepAxis] = []
    var isWhole = true
    for key in fields.names {
      guard let member = fields[key] else { continue }
      let pointer = pointer(key, member)
      guard let values = values(member), let pointer,
        fits(pointer, values[0], in: base, member), isApart(pointer, from: axes, member)
      else {
        isWhole = false
        continue
      }
      axes.append(SweepAxis(key: key, pointer: pointer, values: values))
    }
    guard isWhole else { return nil }
    // Before anything is made of it; the product is clamped and does not overflow.
    let count = axes.reduce(1) { $0.timesClamped($1.values.count) }
    guard count <= limits.jobs else {
      grid.fault(.tooCostly, SweepReader.tooManyJobs(limits.jobs))
      return nil
    }
    return (axes, count)
  }

  /// The place that a key names: `alpha` is `/alpha`.
  private func pointer(_ key: String, _ member: Cursor) -> JSONPointer? {
    if !key.isEmpty, !key.contains("/") { return JSONPointer.root.appending(key) }
    if let pointer = JSONPointer(key), pointer != .root { return pointer }
    let near = key.isEmpty ? nil : JSONPointer("/" + key)
    member.fault(
      .unknownName,
      "`\(key.shortened)` is no place in a spec. Write a field as its name, such as `alpha`, or as a"
        + " JSON Pointer, such as `/training/learning_rate`.",
      suggestion: near?.description)
    return nil
  }

  private func values(_ member: Cursor) -> [JSONValue]? {
    guard let elements = member.elements() else { return nil }
    guard !elements.isEmpty else {
      member.fault(.outOfRange, "There must be at least one value.")
      return nil
    }
    guard elements.count <= limits.jobs else {
      member.fault(.tooCostly, SweepReader.tooManyJobs(limits.jobs))
      return nil
    }
    // Not `allSatisfy`: every value that is too large is told.
    let small = elements.filter(SweepReader.isSmall)
    return small.count == elements.count ? elements.map(\.value) : nil
  }

  /// Whether something can stand at `pointer`. Fields that no spec has are found when the specs are
  /// read.
  private func fits(
    _ pointer: JSONPointer, _ value: JSONValue, in base: JSONValue?, _ member: Cursor
  ) -> Bool {
    guard let base else { return true }
    do throws(JSONSettingFault) {
      _ = try base.setting(value, at: pointer)
      return true
    } catch {
      switch error {
      case .notContainer(let place):
        let kind = base[place]?.kindDescription ?? "no object"
        member.fault(
          .mismatch,
          "`\(place)` of the spec is \(kind): nothing is inside it. Write it as an object there.")
      case .noElement(let place, let count):
        member.fault(
          .outOfRange,
          "`\(place)` of the spec is an array of \(count); name an element by its index from 0.")
      }
      return false
    }
  }

  /// Whether `pointer` names another place than the axes before it, and none inside theirs or around.
  private func isApart(
    _ pointer: JSONPointer, from axes: [SweepAxis], _ member: Cursor
  ) -> Bool {
    guard
      let other = axes.first(where: {
        $0.pointer.contains(pointer) || pointer.contains($0.pointer)
      })
    else { return true }
    member.fault(
      .mismatch,
      other.pointer == pointer
        ? "`\(other.key)` names the same field."
        : "`\(other.key)` names a field around this one or inside it. Vary one of the two.")
    return false
  }
}
