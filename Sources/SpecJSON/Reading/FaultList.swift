package import StrictJSON

/// The faults of one spec, gathered while it is read so that all are told at once.
///
/// A reference, shared by every ``Cursor`` of one reading; it never leaves that call.
package final class FaultList {
  private var faults: [SpecFault] = []
  private let capacity: Int

  package init(capacity: Int) {
    self.capacity = capacity
  }

  package var isEmpty: Bool { faults.isEmpty }

  /// Whether further faults would not be listed; loops over data end then.
  package var isFull: Bool { faults.count > capacity }

  package func add(
    _ code: SpecFault.Code, at pointer: JSONPointer, _ detail: String, suggestion: String? = nil
  ) {
    guard !isFull else { return }
    faults.append(
      SpecFault(
        pointer: pointer.description, code: code.rawValue, detail: detail, suggestion: suggestion))
  }

  /// The faults found, and where they were too many a last one that says so.
  package func list() -> [SpecFault] {
    guard isFull else { return faults }
    let last = SpecFault(
      pointer: "", code: SpecFault.Code.moreFaults.rawValue,
      detail: "There are more faults; the first \(capacity) are listed.")
    return faults.prefix(capacity) + [last]
  }
}
