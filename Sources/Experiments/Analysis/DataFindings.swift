internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// Findings about the rows themselves.
enum DataFindings {
  /// Standard deviations within which features count as scaled, and how far their means may lie from 0
  /// in deviations: standardised ones have 1 and 0.
  private static let scaled = 0.2...4.0
  private static let centred = 3.0
  /// The same where nobody would doubt it.
  private static let farFromScaled = 0.01...50.0
  private static let farFromCentred = 20.0
  /// Of targets: deviations, and how many of the larger of 1 and the deviation their means may be.
  private static let scaledTargets = 0.05...10.0
  private static let centredTargets = 10.0
  /// The same where nobody would doubt it.
  private static let farFromScaledTargets = 0.005...100.0
  private static let farFromCentredTargets = 100.0

  static func inputs(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    guard !evidence.progress.isGood else { return [] }
    let features = evidence.features.filter { $0.deviation > 0 }
    guard let least = features.map(\.deviation).min(),
      let most = features.map(\.deviation).max(),
      let shift = features.map({ abs($0.mean) / $0.deviation }).max()
    else { return [] }
    guard !scaled.contains(least) || !scaled.contains(most) || shift > centred else { return [] }
    // One copy of the rows, which all specs that are tried share.
    let standardized = Remedy(spec: evidence.spec).standardized().dataset
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .inputsNotScaled, severity: .warning,
          evidence: [
            "smallest_deviation_of_a_feature": .finite(least),
            "largest_deviation_of_a_feature": .finite(most),
            "largest_mean_of_a_feature_in_deviations": .finite(shift),
          ],
          meaning:
            "Features lie far from 0 or differ in size: a rate that fits the one is too small or"
            + " too large for the others, and the first layer's neurons see little else than the"
            + " largest."),
        isStrong: !evidence.progress.hasLearnt
          && (!farFromScaled.contains(least) || !farFromScaled.contains(most)
            || shift > farFromCentred),
        changes: [
          { spec in
            var target = spec
            target.dataset = standardized
            return target
          }
        ])
    ]
  }

  static func targets(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    guard evidence.spec.training.loss == .meanSquaredError, !evidence.progress.isGood,
      let output = evidence.spec.layers.last, output.activation == .linear
    else { return [] }
    let means = ConstantAnswer.means(evidence.data, outputs: evidence.spec.outputs)
    // Half the variance, summed over outputs.
    let deviation = (2 * evidence.progress.constantAnswer / Double(means.count)).squareRoot()
    let mean = means.map(\.magnitude).max() ?? 0
    guard deviation > 0, NumberRange.alpha.contains(deviation), NumberRange.alpha.contains(mean),
      !scaledTargets.contains(deviation) || mean > centredTargets * max(1, deviation)
    else { return [] }
    let start: Suspicion.Change = { Remedy(spec: $0).started(at: means, scale: deviation) }
    let adam: Suspicion.Change = { spec in
      var spec = start(spec)
      spec.training.optimizer = Optimizer("adam")
      return Remedy(spec: spec).rated(0.01)
    }
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .targetsNotScaled, severity: .warning,
          evidence: [
            "largest_mean_of_an_output": .finite(mean),
            "deviation_of_the_targets": .finite(deviation),
          ],
          meaning:
            "The targets lie far from what a network answers at its start, near 0 and of size 1:"
            + " their mean and scale are most of what it has to learn. Scale them, or start the last"
            + " layer at their mean and scale."),
        isStrong: !evidence.progress.hasLearnt || !farFromScaledTargets.contains(deviation)
          || mean > farFromCentredTargets * max(1, deviation),
        changes: [start, adam],
        measures: [
          { $0 }, { Remedy(spec: $0).paced() },
          { spec in
            // The last layer as the change left it.
            var target = Remedy(spec: spec).redrawn()
            if let last = spec.layers.last { target.layers[target.layers.count - 1] = last }
            return Remedy(spec: target).paced()
          },
        ])
    ]
  }
}
