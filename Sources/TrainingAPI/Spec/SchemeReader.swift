internal import StrictJSON
internal import TrainingCore

/// One initialisation as the spec names it, for weights or for biases.
struct SchemeDraft {
  var scheme: InitializationScheme
  var parameters: [String: Double]
  /// The α that stands beside the scheme.
  var alpha: Double?
  var place: JSONPointer
  /// The object, in the long form.
  var fields: Fields?
}

extension InitializationScheme {
  /// Whether α has a meaning: not where every number is 0.
  var takesAlpha: Bool { name != "zeros" }
  /// Whether α has no default: it is the constant itself.
  var needsAlpha: Bool { name == "constant" }
  /// Whether the numbers come with the spec.
  var isGiven: Bool { name == "given" }
}

/// Reads a scheme's name, or an object of its name, parameters and α.
struct SchemeReader {
  /// Members that this place allows beside the scheme's own.
  var extraFields: [String] = []
  /// The member that holds the numbers of `given`; `nil` where `given` may not stand.
  var givenField: String?

  func read(_ place: Cursor) -> SchemeDraft? {
    switch place.value {
    case .string:
      guard let scheme = scheme(place) else { return nil }
      if scheme.isGiven, let givenField {
        place.fault(
          .wrongType,
          "`given` needs its numbers: write {\"scheme\": \"given\", \"\(givenField)\": …}.")
        return nil
      }
      return SchemeDraft(
        scheme: scheme, parameters: scheme.defaults, place: place.pointer)
    case .object:
      return object(place)
    default:
      place.mustBe("the name of an initialisation scheme or an object with `scheme`")
      return nil
    }
  }

  private func object(_ place: Cursor) -> SchemeDraft? {
    guard let fields = Fields(unchecked: place, "an initialisation"),
      let name = fields.required("scheme", "`scheme` is missing: the initialisation's name."),
      let scheme = scheme(name)
    else { return nil }
    fields.check(
      FieldTable(
        subject: "\(scheme.name) here",
        names: SpecFields.initialization + scheme.parameters.map(\.name) + extraFields
          + (scheme.isGiven ? [givenField].compactMap(\.self) : [])))
    var parameters = scheme.defaults
    var isWhole = true
    for parameter in scheme.parameters {
      let value = fields.number(
        parameter.name, NumberRange(parameter.allowed), default: parameter.defaultValue)
      parameters[parameter.name] = value
      isWhole = isWhole && value != nil
    }
    if let low = parameters["low"], let high = parameters["high"], low >= high {
      place.faults.add(
        .mismatch, at: fields.place("low"),
        "`low` (\(low.plain)) must be below `high`"
          + " (\(high.plain)).")
      isWhole = false
    }
    var alpha: Double?
    if let member = fields["alpha"] {
      alpha = member.number(.alpha)
      isWhole = isWhole && alpha != nil
      if let value = alpha, value != 1, !scheme.takesAlpha {
        member.fault(
          .mismatch, "`\(scheme.name)` has no use for `alpha`. Leave it out, or name `constant`.")
      }
    }
    guard isWhole else { return nil }
    return SchemeDraft(
      scheme: scheme, parameters: parameters, alpha: alpha, place: place.pointer, fields: fields)
  }

  private func scheme(_ place: Cursor) -> InitializationScheme? {
    guard let text = place.value.stringValue else {
      place.mustBe("the name of an initialisation scheme")
      return nil
    }
    guard let scheme = InitializationScheme.named(text) else {
      place.unknown(
        text, "an initialisation scheme",
        among: InitializationScheme.catalogue.flatMap { [$0.name] + $0.aliases })
      return nil
    }
    if scheme.isGiven, givenField == nil {
      place.fault(
        .mismatch,
        "`given` cannot stand for the biases of all layers: give `biases` within"
          + " `init.layers`, or a `bias_init` to each layer.")
      return nil
    }
    return scheme
  }
}

extension InitializationScheme {
  /// Every parameter at its default.
  var defaults: [String: Double] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.defaultValue) })
  }
}
