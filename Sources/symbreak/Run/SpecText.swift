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
      throw Refusal(lines: FaultText.lines(error.faults, of: name, whole: "the whole spec"))
    } catch {
      preconditionFailure("a reader threw an error it does not declare: \(error)")
    }
  }
}
