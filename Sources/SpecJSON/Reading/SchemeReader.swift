internal import StrictJSON
internal import TrainingModel

/// One initialisation as the spec names it, for weights or for biases.
struct SchemeDraft {
  var scheme: InitializationScheme
  var parameters: [String: Double]
  var options: [String: String]
  var perturbation = 0.0
  /// The α that stands beside the scheme.
  var alpha: Double?
  var place: JSONPointer
  /// The object, in the long form.
  var fields: Fields?

  /// A scheme with every default.
  init(_ scheme: InitializationScheme, place: JSONPointer) {
    self.scheme = scheme
    parameters = scheme.defaults()
    options = scheme.defaultOptions
    self.place = place
  }

  /// The initialisation, once its α is settled.
  func initialization(alpha: Double, values: [Double]) -> Initialization {
    Initialization(
      scheme: scheme.name, parameters: parameters, options: options, alpha: alpha,
      perturbation: perturbation, values: values)
  }
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
  /// What the scheme is for.
  var part = InitializationScheme.Part.weights

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
      return SchemeDraft(scheme, place: place.pointer)
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
        names: SpecFields.initialization + (scheme.flavors.isEmpty ? [] : ["flavor"])
          + scheme.parameters.map(\.name) + scheme.choices.map(\.name) + extraFields
          + (scheme.isGiven ? [givenField].compactMap(\.self) : [])))
    var draft = SchemeDraft(scheme, place: place.pointer)
    draft.fields = fields
    let areWordsGood = readWords(fields, into: &draft)
    let areNumbersGood = readNumbers(fields, into: &draft)
    return areWordsGood && areNumbersGood ? draft : nil
  }

  /// The flavor and the scheme's choices.
  private func readWords(_ fields: Fields, into draft: inout SchemeDraft) -> Bool {
    var isWhole = true
    if let place = fields["flavor"], !draft.scheme.flavors.isEmpty {
      let flavor = place.name("a flavor", among: draft.scheme.flavors.map(\.name))
      draft.options["flavor"] = flavor
      draft.parameters = draft.scheme.defaults(flavor: flavor)
      isWhole = flavor != nil
    }
    for choice in draft.scheme.choices {
      guard let place = fields[choice.name] else { continue }
      let word = place.name("a \(choice.name)", among: choice.values)
      draft.options[choice.name] = word
      isWhole = isWhole && word != nil
    }
    return isWhole
  }

  /// The scheme's parameters, α and the perturbation.
  private func readNumbers(_ fields: Fields, into draft: inout SchemeDraft) -> Bool {
    let scheme = draft.scheme
    var isWhole = true
    for parameter in scheme.parameters {
      guard let place = fields[parameter.name] else { continue }
      if place.value.stringValue != nil, !parameter.words.isEmpty {
        let word = place.name("a \(parameter.name)", among: parameter.words)
        draft.options[parameter.name] = word
        isWhole = isWhole && word != nil
      } else {
        let value = place.number(NumberRange(parameter.allowed))
        draft.parameters[parameter.name] = value
        isWhole = isWhole && value != nil
      }
    }
    if let low = draft.parameters["low"], let high = draft.parameters["high"], low >= high {
      fields.cursor.faults.add(
        .mismatch, at: fields.place("low"),
        "`low` (\(low.plain)) must be below `high` (\(high.plain)).")
      isWhole = false
    }
    if let member = fields["alpha"] {
      draft.alpha = member.number(.alpha)
      isWhole = isWhole && draft.alpha != nil
      if let value = draft.alpha, value != 1, !scheme.takesAlpha {
        member.fault(
          .mismatch, "`\(scheme.name)` has no use for `alpha`. Leave it out, or name `constant`.")
      }
    }
    guard let perturbation = fields.number("perturbation", .perturbation, default: 0)
    else { return false }
    draft.perturbation = perturbation
    return isWhole
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
    if scheme.isForWeightsOnly, part == .biases {
      place.fault(
        .mismatch, "`\(scheme.name)` chooses a matrix, so it cannot stand for biases.")
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
