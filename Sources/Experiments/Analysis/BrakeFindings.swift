internal import NeuronSimilarity
internal import StrictJSON
internal import TrainingEngine
internal import TrainingModel

/// Findings about what a spec adds to plain descent, where the same training without it comes much
/// further.
enum BrakeFindings {
  static func penalty(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    let rules = evidence.spec.training.gradientRules
    let decay = evidence.spec.training.optimizer["weight_decay"]
    guard rules.l1 > 0 || rules.l2 > 0 || decay > 0 else { return [] }
    return suspicion(
      evidence, .penaltyTooStrong,
      [
        "l1": .finite(rules.l1), "l2": .finite(rules.l2), "weight_decay": .finite(decay),
        "weight_norms_at_start": norms(evidence.atStart),
        "weight_norms_at_end": norms(evidence.atEnd),
      ],
      "The penalty, or the decay of weights, holds them so small that the network cannot answer what"
        + " it would learn without it."
    ) { spec in
      var target = spec
      target.training.gradientRules.l1 = 0
      target.training.gradientRules.l2 = 0
      let optimizer = spec.training.optimizer
      if decay > 0 {
        var values = Dictionary(
          uniqueKeysWithValues: optimizer.rule.parameters.map { ($0.name, optimizer[$0.name]) })
        values["weight_decay"] = 0
        target.training.optimizer = Optimizer(optimizer.name, values)
      }
      return target
    }
  }

  static func clip(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    guard let clip = evidence.spec.training.gradientRules.clip else { return [] }
    let norm = evidence.atStart.layers.reduce(0) {
      $0 + $1.weightGradientNorm * $1.weightGradientNorm + $1.biasGradientNorm * $1.biasGradientNorm
    }.squareRoot()
    return suspicion(
      evidence, .clipTooTight,
      ["gradient_clip": .finite(clip), "gradient_norm_at_start": .finite(norm)],
      "Every gradient is cut to a length so small that the steps lead nowhere."
    ) { spec in
      var target = spec
      target.training.gradientRules.clip = nil
      return target
    }
  }

  static func schedule(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    let plan = evidence.spec.training
    guard plan.schedule != LearningRateSchedule() else { return [] }
    var rates = LearningRates(plan)
    var sum = 0.0
    for _ in 0..<plan.steps { sum += rates.next() }
    return suspicion(
      evidence, .scheduleTooShort,
      [
        "learning_rate": .finite(plan.learningRate),
        "mean_rate": .finite(sum / Double(max(1, plan.steps))),
      ],
      "The schedule leaves so little of the rate for most updates that the training ends before it"
        + " has come anywhere."
    ) { spec in
      var target = spec
      target.training.schedule = LearningRateSchedule()
      return target
    }
  }

  static func noise(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    let rules = evidence.spec.training.gradientRules
    let layers = evidence.spec.layers.map(\.regularization)
    let (dropout, dropConnect) = (
      layers.map(\.dropout).max() ?? 0, layers.map(\.dropConnect).max() ?? 0
    )
    let noise = rules.noise?.deviation ?? 0
    guard
      noise > 0 || rules.weightNoise > 0 || rules.inputNoise > 0 || dropout > 0 || dropConnect > 0
    else { return [] }
    return suspicion(
      evidence, .noiseTooStrong,
      [
        "gradient_noise": .finite(noise), "weight_noise": .finite(rules.weightNoise),
        "input_noise": .finite(rules.inputNoise), "largest_dropout": .finite(dropout),
        "largest_dropconnect": .finite(dropConnect),
      ],
      "What is drawn anew for each update, noise or what is left out, drowns what the rows say."
    ) { spec in
      var target = spec
      target.training.gradientRules.noise = nil
      target.training.gradientRules.weightNoise = 0
      target.training.gradientRules.inputNoise = 0
      for index in target.layers.indices {
        target.layers[index].regularization.dropout = 0
        target.layers[index].regularization.dropConnect = 0
      }
      return target
    }
  }

  private static func suspicion(
    _ evidence: DiagnosisEvidence, _ code: Diagnosis.Code, _ members: JSONObject, _ meaning: String,
    without: @escaping Suspicion.Change
  ) -> [Suspicion] {
    guard !evidence.progress.isGood else { return [] }
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: code, severity: .warning, evidence: members, meaning: meaning),
        changes: [without])
    ]
  }

  private static func norms(_ health: NetworkHealth) -> JSONValue {
    .array(health.layers.map { .finite($0.weightNorm) })
  }
}
