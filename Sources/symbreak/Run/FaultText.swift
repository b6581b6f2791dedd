package import SpecJSON

/// What is wrong with something that was handed in, for a person.
package enum FaultText {
  /// How many faults `name` has, and these one below another, each behind its place; `whole` is the
  /// place of those that no part has.
  package static func lines(
    _ faults: [SpecFault], of name: String, whole: String
  ) -> [String] {
    let count = faults.count == 1 ? "a fault" : "\(faults.count) faults"
    let places = faults.map { $0.pointer.isEmpty ? "(\(whole))" : $0.pointer }
    let width = places.map(\.count).max() ?? 0
    return ["\(name) has \(count):"]
      + zip(places, faults).map { place, fault in
        let padding = String(repeating: " ", count: width - place.count)
        return "  \(place)\(padding)  \(fault.detail)"
      }
  }
}
