internal import StrictJSON
internal import TrainingModel

/// Reads what `training` says of penalties, clipping and noise.
struct GradientRulesReader {
  func read(_ training: Fields) -> GradientRules? {
    let l1 = training.number("l1", .penalty, default: 0)
    let l2 = training.number("l2", .penalty, default: 0)
    let clip = unlessNull(training["gradient_clip"]) { $0.number(.gradientClip) }
    let noise = unlessNull(training["gradient_noise"], noise)
    let weightNoise = training.number("weight_noise", .noise, default: 0)
    let inputNoise = training.number("input_noise", .noise, default: 0)
    guard let l1, let l2, let clip, let noise, let weightNoise, let inputNoise
    else { return nil }
    return GradientRules(
      l1: l1, l2: l2, clip: clip, noise: noise, weightNoise: weightNoise, inputNoise: inputNoise)
  }

  /// `nil` inside where the member is absent or null; `nil` where it is wrong.
  private func unlessNull<Value>(_ place: Cursor?, _ read: (Cursor) -> Value?) -> Value?? {
    guard let place, !place.value.isNull else { return .some(nil) }
    return read(place).map { .some($0) }
  }

  /// A deviation, or an object with `std` and `decay`.
  private func noise(_ place: Cursor) -> GradientNoise? {
    guard case .object = place.value else {
      return place.number(.noise).map { GradientNoise(deviation: $0) }
    }
    guard let fields = Fields(place, SpecFields.gradientNoise) else { return nil }
    let deviation = fields.required("std", "`std` is missing: the noise's standard deviation.")?
      .number(.noise)
    let decay = fields.number("decay", .noiseDecay, default: 0)
    guard let deviation, let decay else { return nil }
    return GradientNoise(deviation: deviation, decay: decay)
  }
}
