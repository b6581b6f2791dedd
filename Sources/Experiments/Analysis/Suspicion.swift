internal import NeuronSimilarity
internal import StrictJSON
internal import TrainingModel

/// A possible cause of what went wrong, with the changes that would mend it were it the one.
///
/// It becomes a finding where a training with the change comes much further, and, where it takes
/// another measure beside it (a rate that fits, another draw), further than that measure alone. What
/// is proven by what was measured becomes one whether a change helps or not.
struct Suspicion {
  typealias Change = @Sendable (TrainingSpec) -> TrainingSpec

  /// What is found, without a fix.
  var finding: Diagnosis.Finding
  /// Whether what was measured leaves no doubt.
  var isProven = false
  /// Whether it is named where nothing else is, though no change was seen to mend it: one helps a little,
  /// or none could be tried.
  var isStrong = false
  /// What would mend it, the plainest first.
  var changes: [Change]
  /// What may be needed beside a change.
  var measures: [Change] = Suspicion.anyMeasure
  /// Whether a change is taken where it leaves the loss as low as it is: where what is wrong is not the
  /// loss.
  var isAboutNeurons = false

  /// Nothing; a rate that fits; another draw at the right scale; both; more time.
  static let anyMeasure: [Change] = [
    { $0 }, { Remedy(spec: $0).paced() }, { Remedy(spec: $0).redrawn() },
    { Remedy(spec: Remedy(spec: $0).redrawn()).paced() },
    { Remedy(spec: Remedy(spec: $0).redrawn(turnsSigmoids: true, seed: 1)).paced() },
    { Remedy(spec: $0).prolonged() ?? $0 },
    { spec in
      let paced = Remedy(spec: spec).paced()
      return Remedy(spec: paced).prolonged() ?? paced
    },
  ]

  /// What trials made of it.
  struct Judgement {
    var isConfirmed: Bool
    /// The spec with the fix; nil where there is none.
    var target: TrainingSpec?
    /// What the fix leads to; nil where it was not tried.
    var progress: TrainingProgress?
  }

  /// Tries the changes, with each measure in turn, until one has done enough.
  func judged(_ evidence: DiagnosisEvidence) -> Judgement {
    var best: (target: TrainingSpec, progress: TrainingProgress)?
    var isConfirmed = false
    var untried: TrainingSpec?
    let interruption = Interruption.current
    for measure in measures {
      for change in changes where !interruption.isRequested {
        let target = measure(change(evidence.spec))
        guard target != evidence.spec else { continue }
        guard let progress = evidence.trials.progress(of: target) else {
          untried = untried ?? target
          continue
        }
        let isBetter = best.map { progress.isBefore($0.progress) } ?? progress.last.isFinite
        if confirms(progress, measure, evidence) {
          // What a measure alone comes to does not count as the change's.
          if isBetter || !isConfirmed { best = (target, progress) }
          isConfirmed = true
          if isAboutNeurons || progress.isMostlyLearnt { break }
        } else if isBetter, !isConfirmed {
          best = (target, progress)
        }
      }
      if isConfirmed, let best, isAboutNeurons || best.progress.isMostlyLearnt { break }
    }
    // What was tried and leads no further is no fix, but where the neurons are what is mended.
    if let found = best, !isConfirmed, !isAboutNeurons, !found.progress.isBefore(evidence.progress)
    {
      best = nil
      untried = nil
    }
    return Judgement(
      isConfirmed: isConfirmed, target: best?.target ?? untried, progress: best?.progress)
  }

  private func confirms(
    _ progress: TrainingProgress, _ measure: Change, _ evidence: DiagnosisEvidence
  ) -> Bool {
    let own = evidence.progress
    if isAboutNeurons {
      return progress.isGood || progress.last.isFinite && progress.last <= own.last
    }
    guard own.isSurpassed(by: progress) else { return false }
    let control = measure(evidence.spec)
    if isProven || control == evidence.spec { return true }
    // A measure that does it alone, or is not known not to, accounts for the change's part.
    guard own.isHalved(by: progress), let without = evidence.trials.progress(of: control)
    else { return false }
    return !without.isMostlyLearnt && without.isHalved(by: progress)
  }

  /// The finding with the fix and what it leads to.
  func finding(_ judgement: Judgement, _ evidence: DiagnosisEvidence) -> Diagnosis.Finding {
    var finding = finding
    finding.evidence["final_loss"] = .finite(evidence.progress.last)
    finding.evidence["constant_answer_loss"] = .finite(evidence.progress.constantAnswer)
    finding.evidence["final_loss_with_fix"] = .finite(judgement.progress?.last)
    if let accuracy = evidence.progress.accuracy {
      finding.evidence["final_accuracy"] = .finite(accuracy)
      finding.evidence["final_accuracy_with_fix"] = .finite(judgement.progress?.accuracy)
    }
    finding.fix = judgement.target.map(Remedy(spec: evidence.spec).patch(to:))
    return finding
  }
}
