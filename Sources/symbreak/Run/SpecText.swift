package import SpecJSON
internal import StrictJSON

/// A spec from the bytes of a file.
package enum SpecText {
  /// Why a text is no spec, in lines for a person.
  package struct Refusal: Error, Equatable {
    package let lines: [String]
  }

  /// Reads the spec in `bytes`; `name` is the file's, for messages.
  package static func read(_ bytes: [UInt8], name: String) throws(Refusal) -> ValidatedSpec {
    do {
      return try SpecReader.read(JSONValue.parse(bytes))
    } catch let error as JSONError {
      throw Refusal(lines: ["\(name) is not valid JSON: \(error.description)"])
    } catch let error as SpecFaults {
      throw Refusal(lines: lines(error.faults, name: name))
    } catch {
      preconditionFailure("a reader threw an error it does not declare: \(error)")
    }
  }

  /// The faults one below another, each behind its place.
  private static func lines(_ faults: [SpecFault], name: String) -> [String] {
    let count = faults.count == 1 ? "a fault" : "\(faults.count) faults"
    let places = faults.map { $0.pointer.isEmpty ? "(the whole spec)" : $0.pointer }
    let width = places.map(\.count).max() ?? 0
    return ["\(name) has \(count):"]
      + zip(places, faults).map { place, fault in
        let padding = String(repeating: " ", count: width - place.count)
        return "  \(place)\(padding)  \(fault.detail)"
      }
  }
}
