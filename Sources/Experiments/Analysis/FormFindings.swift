internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// Findings about what the network is made of: no start and no rate mends these.
enum FormFindings {
  /// Targets that may lie out of the output's reach.
  private static let fewTargets = 0.05
  /// Hidden neurons that a network without any is given, and that a layer has at least when widened.
  private static let fewNeurons = 8
  private static let widening = 4
  /// Of the constant answer's loss, what more neurons must be worth looking for.
  private static let muchLeft = 0.45
  /// Of the loss, what it may still move by.
  private static let slow = 0.1

  /// Layers without a nonlinearity make a linear function, whatever their number.
  static func linear(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    let spec = evidence.spec
    guard !evidence.progress.isGood,
      spec.layers.dropLast().allSatisfy({ $0.activation == .linear })
    else { return [] }
    let curved: Suspicion.Change = { spec in
      var target = spec
      if spec.layers.count == 1 {
        target.layers.insert(
          LayerSpec(
            units: max(fewNeurons, 2 * spec.inputs), activation: .tanh,
            weights: Initialization(scheme: "xavier_uniform")), at: 0)
      }
      for index in target.layers.indices.dropLast() { target.layers[index].activation = .tanh }
      return target
    }
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .linearNetwork, severity: .error,
          evidence: ["hidden_layers": .integer(spec.layers.count - 1)],
          meaning: spec.layers.count == 1
            ? "The network has no hidden layer: it is linear in its inputs, and these data are not."
            : "Every hidden layer is linear, so that all layers together are one linear function of the"
              + " inputs, and these data need more than that."),
        changes: [curved])
    ]
  }

  /// An output whose activation cannot take the targets' values.
  static func outputReach(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    let spec = evidence.spec
    guard !evidence.progress.isGood, !spec.training.loss.takesLogits, let output = spec.layers.last
    else { return [] }
    let range = output.activation.range
    let targets = LabelledRows(evidence.data.train, of: evidence.data, outputs: spec.outputs)
      .targets
    let misses = targets.map { max(range.lowerBound - $0, $0 - range.upperBound, 0) }
    let share = Double(misses.count { $0 > 0 }) / Double(max(1, misses.count))
    guard share > fewTargets else { return [] }
    let rows = Double(evidence.data.trainRows)
    let linear: Suspicion.Change = { spec in
      var target = spec
      target.layers[spec.layers.count - 1].activation = .linear
      return target
    }
    let means = ConstantAnswer.means(evidence.data, outputs: spec.outputs)
    let started: Suspicion.Change = { Remedy(spec: linear($0)).started(at: means, scale: 1) }
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .outputOutOfReach, severity: .error, layer: spec.layers.count,
          evidence: [
            "activation": .string(output.activation.rawValue),
            "lowest_answer": .finite(range.lowerBound), "highest_answer": .finite(range.upperBound),
            "share_of_targets_outside": .finite(share),
            "lowest_loss_within_reach": .finite(
              misses.reduce(0) { $0 + $1 * $1 } / (2 * rows)),
          ],
          meaning:
            "The output layer's activation cannot answer what is asked of it: targets lie outside"
            + " its range."),
        isProven: true, changes: [linear, started])
    ]
  }

  /// More neurons learn what these do not, from any start that was tried.
  static func tooFewNeurons(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    let spec = evidence.spec
    guard evidence.progress.share > muchLeft, !evidence.progress.isGood,
      spec.layers.count > 1,
      spec.layers.dropLast().allSatisfy({ $0.units * widening <= SpecLimits.standard.units }),
      evidence.rests(within: slow)
    else { return [] }
    let widened: Suspicion.Change = { spec in
      var target = spec
      for index in target.layers.indices.dropLast() {
        target.layers[index].units = max(fewNeurons, widening * spec.layers[index].units)
      }
      // Given numbers have one shape.
      let isGiven = spec.layers.contains { !$0.weights.values.isEmpty || !$0.biases.values.isEmpty }
      return isGiven ? Remedy(spec: target).redrawn() : target
    }
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .tooFewNeurons, severity: .warning,
          evidence: ["units": .array(spec.layers.dropLast().map { .integer($0.units) })],
          meaning:
            "The loss stands still from this start and from others, and a network of the same kind"
            + " with more neurons comes much further."),
        changes: [widened],
        measures: [{ $0 }, { Remedy(spec: $0).redrawn(seed: 1) }, { Remedy(spec: $0).paced() }])
    ]
  }
}
