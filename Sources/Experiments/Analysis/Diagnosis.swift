internal import NeuronSimilarity
internal import SpecJSON
package import StrictJSON
internal import TrainingModel

/// What is wrong with a training, by what it shows, what that means and what would mend it.
package enum Diagnosis {
  package enum Severity: String, CaseIterable { case error, warning, info }

  package struct Finding {
    var code: Code
    var severity: Severity
    /// Counted from 1; nil where the whole network is meant.
    var layer: Int?
    var evidence: JSONObject
    var meaning: String
    /// A merge patch to the normalised spec; nil where nothing needs mending.
    var fix: JSONValue?
  }

  package enum Code: String, CaseIterable {
    case deadNetwork = "dead_network"
    case unbrokenSymmetry = "unbroken_symmetry"
    case clonesLeft = "clones_left"
    case divergence
    case vanishingSignal = "vanishing_signal"
    case explodingSignal = "exploding_signal"
    case saturation
    case deadReLUs = "dead_relus"
    case rateTooLarge = "rate_too_large"
    case rateTooSmall = "rate_too_small"
    case stillLearning = "still_learning"
    case healthy
  }

  /// The findings of a training, the gravest first.
  package static func json(_ training: RecordedTraining) -> JSONValue {
    [
      "findings": .array(
        findings(training).map { finding in
          [
            "code": .string(finding.code.rawValue),
            "severity": .string(finding.severity.rawValue),
            "layer": finding.layer.map { .integer($0) } ?? .null,
            "evidence": .object(finding.evidence), "meaning": .string(finding.meaning),
            "fix": finding.fix ?? .null,
          ]
        })
    ]
  }

  package static func findings(_ training: RecordedTraining) -> [Finding] {
    let evidence = DiagnosisEvidence(training)
    let rules: [(DiagnosisEvidence) -> [Finding]] = [
      SymmetryFindings.deadNetwork, SymmetryFindings.clones, RateFindings.divergence,
      SignalFindings.vanishingOrExploding, SignalFindings.saturation, SignalFindings.deadReLUs,
      RateFindings.tooLarge, RateFindings.tooSmall,
    ]
    let interruption = Interruption.current
    let findings = rules.flatMap { interruption.isRequested ? [] : $0(evidence) }
    if findings.isEmpty { return [verdict(evidence)] }
    return findings.filter { $0.severity == .error } + findings.filter { $0.severity != .error }
  }

  /// Nothing is wrong: whether the network has also learnt.
  private static func verdict(_ evidence: DiagnosisEvidence) -> Finding {
    let constant = ConstantAnswer.loss(
      evidence.spec.dataset.dataset(), outputs: evidence.spec.outputs,
      loss: evidence.spec.training.loss)
    let last = evidence.training.losses.last ?? .nan
    let remedy = Remedy(spec: evidence.spec)
    let hasLearnt = evidence.training.outcome == .converged || last < 0.9 * constant
    return Finding(
      code: hasLearnt ? .healthy : .stillLearning, severity: .info,
      evidence: [
        "final_loss": .finite(last), "constant_answer_loss": .finite(constant),
        "distinct_neurons": .array(
          evidence.hiddenLayers.map {
            .integer(SymmetryPartition(ofLayer: $0, in: evidence.claims.end).distinctCount)
          }),
        "equitable_classes": .array(
          evidence.hiddenLayers.map {
            .integer(evidence.claims.classCount(ofLayer: $0, in: evidence.claims.classesAtEnd))
          }),
      ],
      meaning: hasLearnt
        ? "Signals pass, neurons differ, the rate fits, and the loss is below that of the best"
          + " constant answer."
        : "Nothing is wrong with start or rate, but the loss is still near that of the best constant"
          + " answer: train longer, or give the network more neurons.",
      fix: hasLearnt ? nil : remedy.prolonged().map(remedy.patch(to:)))
  }
}
