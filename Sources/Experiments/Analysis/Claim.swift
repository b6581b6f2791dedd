package import StrictJSON
internal import TrainingModel

/// A sentence that is told about initial weights: an entry of the catalogue of claims, each held
/// against one training.
package struct Claim: Sendable {
  /// What a training says of a claim.
  enum Verdict: String, CaseIterable {
    case holds
    case doesNotHold = "does_not_hold"
    /// The claim is about another kind of start.
    case doesNotApply = "does_not_apply"
    /// It would, but what it takes was not recorded or costs too much.
    case undecided
  }

  /// The verdict with what was measured, by name, and a sentence for people.
  package struct Finding {
    var verdict: Verdict
    var measured: JSONObject = [:]
    var explanation: String
  }

  let id: String
  let text: String
  let judge: @Sendable (ClaimEvidence) -> Finding

  /// The claims of a training.
  package static func json(_ training: RecordedTraining) -> JSONValue {
    let evidence = ClaimEvidence(training)
    let interruption = Interruption.current
    var claims: [JSONValue] = []
    for claim in catalogue {
      if interruption.isRequested { break }
      let finding = claim.judge(evidence)
      claims.append([
        "id": .string(claim.id), "claim": .string(claim.text),
        "verdict": .string(finding.verdict.rawValue), "measured": .object(finding.measured),
        "explanation": .string(finding.explanation),
      ])
    }
    return ["claims": .array(claims)]
  }

  /// Every claim, in order.
  static let catalogue: [Claim] = [
    Claim(
      id: "C1",
      text: "With all weights zero, the neurons of a layer learn the same feature at every step.",
      judge: ZeroClaims.sameFeature),
    Claim(
      id: "C2",
      text: "With all weights at any one constant, they do too, and the network ends far worse than"
        + " a random start does on the same data.", judge: ConstantClaims.farWorse),
    Claim(
      id: "C3",
      text:
        "With all weights zero, the derivative of the loss is the same for every weight of W[l].",
      judge: ZeroClaims.sameDerivative),
    Claim(
      id: "C4",
      text: "With all weights zero, the gradient of the first and middle layers is zero: they never"
        + " move.", judge: ZeroClaims.neverMove),
    Claim(
      id: "C5",
      text: "Two hidden units, biases 0, weights alpha: both influence the loss alike, get the same"
        + " gradient and stay alike throughout training.", judge: ConstantClaims.twoUnits),
    Claim(
      id: "C6",
      text: "With zero weights every hidden unit's output is the same whatever the input.",
      judge: ZeroClaims.sameOutput),
    Claim(
      id: "C7",
      text:
        "With equal weights the gradient changes only the scale of a neuron's weight vector, not"
        + " its direction.", judge: ConstantClaims.onlyScale),
    Claim(
      id: "C8",
      text:
        "With equal weights the errors sent back are proportional to the weights, and all weights"
        + " change by the same amount.", judge: ConstantClaims.sameChange),
    Claim(
      id: "C9", text: "Unequal (random) initial weights remove the problem.",
      judge: RandomClaims.removeTheProblem),
    Claim(
      id: "C10",
      text: "Plain random draws are not enough either: too large saturates or explodes, too small"
        + " vanishes; Xavier and He scale them rightly.", judge: RandomClaims.scale),
  ]
}
