internal import SpecJSON
internal import StrictJSON

/// What specs can name: constants of the program, each written once, at the first question.
enum Catalogues {
  static let activations = FixedAnswer(SpecWriter.activationsJSON().serialized())
  static let losses = FixedAnswer(SpecWriter.lossesJSON().serialized())
  static let optimizers = FixedAnswer(SpecWriter.optimizersJSON().serialized())
  static let presets = FixedAnswer(Preset.json().serialized())
  static let schedules = FixedAnswer(SpecWriter.schedulesJSON().serialized())
  static let schemes = FixedAnswer(SpecWriter.schemesJSON().serialized())
  static let symmetryFactors = FixedAnswer(SpecWriter.symmetryFactorsJSON().serialized())
}
