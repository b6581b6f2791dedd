import SpecJSON
import StrictJSON
import Testing

/// The spec in this JSON text; the test fails with the faults where there are any.
func readSpec(
  _ text: String, limits: SpecLimits = .standard,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> ValidatedSpec {
  do {
    return try SpecReader.read(try JSONValue.parse(text), limits: limits)
  } catch let faults as SpecFaults {
    Issue.record("\(text)\n\(faults.faults)", sourceLocation: sourceLocation)
    throw faults
  }
}

/// The faults of this JSON text; none where it is a good spec.
func specFaults(_ text: String, limits: SpecLimits = .standard) throws -> [SpecFault] {
  let json = try JSONValue.parse(text)
  do throws(SpecFaults) {
    _ = try SpecReader.read(json, limits: limits)
    return []
  } catch {
    return error.faults
  }
}

/// Expects exactly these faults, as "code pointer", in this order.
func expectFaults(
  _ text: String, _ expected: String..., limits: SpecLimits = .standard,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let faults = try specFaults(text, limits: limits)
  #expect(
    faults.map { "\($0.code) \($0.pointer)" } == expected, "\(faults)",
    sourceLocation: sourceLocation)
}

extension JSONValue {
  var text: String { String(decoding: serialized(), as: UTF8.self) }
}
