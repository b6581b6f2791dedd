/// One thing that is wrong with a spec, and where.
package struct SpecFault: Sendable, Equatable {
  /// The place in the spec (RFC 6901); of a missing member, the place where it would stand.
  package var pointer: String
  /// The kind of fault for programs: the raw value of a ``Code``.
  package var code: String
  /// What is wrong and what to change, for people.
  package var detail: String
  /// The name that was probably meant, where one is near.
  package var suggestion: String?

  package init(pointer: String, code: String, detail: String, suggestion: String? = nil) {
    self.pointer = pointer
    self.code = code
    self.detail = detail
    self.suggestion = suggestion
  }

  /// The kinds of fault.
  package enum Code: String, Sendable, CaseIterable {
    /// A member that the object does not have.
    case unknownField = "unknown_field"
    /// A scheme, activation, data set, loss, optimiser or other name that does not exist.
    case unknownName = "unknown_name"
    /// A value of another JSON type than the field has.
    case wrongType = "wrong_type"
    /// Something else where a number must stand, `null` and `"NaN"` included.
    case notANumber = "not_a_number"
    /// A fraction where a whole number must stand.
    case notWhole = "not_whole"
    /// A number, a text's length or a count outside what is allowed.
    case outOfRange = "out_of_range"
    /// A member without which the spec says too little.
    case missing = "missing"
    /// Two parts of the spec that do not fit each other.
    case mismatch = "mismatch"
    /// More work or memory than one job may take.
    case tooCostly = "too_costly"
    /// The list of faults ends here although there are more.
    case moreFaults = "more_faults"
  }
}

/// Everything that is wrong with a spec, in the order in which it was found; never empty.
package struct SpecFaults: Error, Equatable {
  /// The faults.
  package var faults: [SpecFault]

  /// A refusal for these faults.
  package init(faults: [SpecFault]) {
    self.faults = faults
  }
}
