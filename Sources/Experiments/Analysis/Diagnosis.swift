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

  enum Code: String, CaseIterable {
    case linearNetwork = "linear_network"
    case outputOutOfReach = "output_out_of_reach"
    case inputsNotScaled = "inputs_not_scaled"
    case targetsNotScaled = "targets_not_scaled"
    case deadNetwork = "dead_network"
    case unbrokenSymmetry = "unbroken_symmetry"
    case clonesLeft = "clones_left"
    case vanishingSignal = "vanishing_signal"
    case explodingSignal = "exploding_signal"
    case saturation
    case deadReLUs = "dead_relus"
    case startFarOff = "start_far_off"
    case penaltyTooStrong = "penalty_too_strong"
    case clipTooTight = "clip_too_tight"
    case scheduleTooShort = "schedule_too_short"
    case noiseTooStrong = "noise_too_strong"
    case divergence
    case rateTooLarge = "rate_too_large"
    case rateTooSmall = "rate_too_small"
    case badLocalMinimum = "bad_local_minimum"
    case tooFewNeurons = "too_few_neurons"
    case stillLearning = "still_learning"
    case healthy
  }

  /// A kind of finding in the order of causes.
  private struct Rule: Sendable {
    /// Whether it tells of what is so even where a cause is known.
    var isProof = false
    let suspicions: @Sendable (DiagnosisEvidence) -> [Suspicion]
  }

  /// What the network is made of and shown comes before how it starts, that before how it is trained,
  /// and that before where it ended: each is a sign of those before it as often as a cause.
  private static let rules = [
    Rule(suspicions: FormFindings.linear),
    Rule(isProof: true, suspicions: FormFindings.outputReach),
    Rule(suspicions: DataFindings.inputs),
    Rule(suspicions: DataFindings.targets),
    Rule(isProof: true, suspicions: SymmetryFindings.deadNetwork),
    Rule(isProof: true, suspicions: SymmetryFindings.clones),
    Rule(suspicions: SignalFindings.vanishingOrExploding),
    Rule(suspicions: SignalFindings.saturation),
    Rule(isProof: true, suspicions: SignalFindings.deadReLUs),
    Rule(suspicions: SignalFindings.startFarOff),
    Rule(suspicions: BrakeFindings.penalty),
    Rule(suspicions: BrakeFindings.clip),
    Rule(suspicions: BrakeFindings.schedule),
    Rule(suspicions: BrakeFindings.noise),
    Rule(isProof: true, suspicions: RateFindings.divergence),
    Rule(suspicions: RateFindings.tooLarge),
    Rule(suspicions: RateFindings.tooSmall),
    Rule(suspicions: SignalFindings.lateSaturation),
    Rule(isProof: true, suspicions: SignalFindings.lateDeadReLUs),
    Rule(suspicions: SymmetryFindings.lateClones),
    Rule(suspicions: MinimumFindings.badLocalMinimum),
    Rule(suspicions: FormFindings.tooFewNeurons),
  ]

  /// The findings of a training, causes before what follows from them.
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
    let interruption = Interruption.current
    // What a change was seen to mend stands before what was only measured.
    var mended: [Finding] = []
    var measured: [Finding] = []
    var likely: (finding: Finding, place: Int)?
    // Once a cause is known, what is only likely is taken to follow from it.
    for rule in rules where rule.isProof || mended.isEmpty {
      for suspicion in rule.suspicions(evidence) where !interruption.isRequested {
        let judgement = suspicion.judged(evidence)
        let finding = suspicion.finding(judgement, evidence)
        if judgement.isConfirmed {
          mended.append(finding)
        } else if suspicion.isProven {
          measured.append(finding)
        } else if suspicion.isStrong,
          judgement.progress?.isBefore(evidence.progress) ?? true
        {
          likely = likely ?? (finding, measured.count)
        }
      }
    }
    // Where no change was seen to help, what is likely stands before what may follow from it.
    if mended.isEmpty, let likely { measured.insert(likely.finding, at: likely.place) }
    let findings = mended + measured
    return findings.isEmpty ? [verdict(evidence)] : findings
  }

  /// Nothing is wrong: whether the network has also learnt.
  private static func verdict(_ evidence: DiagnosisEvidence) -> Finding {
    let progress = evidence.progress
    let remedy = Remedy(spec: evidence.spec)
    return Finding(
      code: progress.hasLearnt ? .healthy : .stillLearning, severity: .info,
      evidence: [
        "final_loss": .finite(progress.last),
        "constant_answer_loss": .finite(progress.constantAnswer),
        "distinct_neurons": .array(
          evidence.hiddenLayers.map {
            .integer(SymmetryPartition(ofLayer: $0, in: evidence.claims.end).distinctCount)
          }),
        "equitable_classes": .array(
          evidence.hiddenLayers.map {
            .integer(evidence.claims.classCount(ofLayer: $0, in: evidence.claims.classesAtEnd))
          }),
      ],
      meaning: progress.isSolved
        ? "The task is learnt: every row is classified rightly, or next to nothing is left of the loss."
        : progress.hasLearnt
          ? "The loss is below that of the best constant answer, neurons differ, and no change that was"
            + " tried comes much further."
          : "Nothing is wrong with start or rate, but the loss is still near that of the best constant"
            + " answer: train longer, or give the network more neurons.",
      fix: progress.hasLearnt ? nil : remedy.prolonged().map(remedy.patch(to:)))
  }
}
