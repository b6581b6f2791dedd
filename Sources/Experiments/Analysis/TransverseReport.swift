internal import NeuronSimilarity
internal import SpecJSON
package import StrictJSON
package import TrainingModel

/// Whether what tells clones apart would grow: told from the start, and over the steps of a training.
package struct TransverseReport {
  /// Multiply-adds that following a training may take: about a second.
  package static let budget = 500_000_000
  /// A difference of this part of a neuron's incoming weights counts as seen.
  package static let visible = 0.1

  private let spec: TrainingSpec
  /// The start without perturbations, whose clones are asked after.
  private let clones: NetworkWeights
  /// The largest deviation that a perturbation adds to numbers of a clone; 0 where there is none.
  private let perturbation: Double

  package init(_ spec: TrainingSpec) {
    self.spec = spec
    let (plain, perturbation) = spec.unperturbed
    self.perturbation = perturbation
    clones = NetworkWeights(startOf: plain)
  }

  /// Of the start alone.
  package func atStart() -> JSONValue {
    let found = TransverseStability.of(clones, spec)
    let classes = found.value?.classes ?? []
    return [
      "reason": found.absence.map { .string($0.rawValue) } ?? .null,
      "perturbation": .double(perturbation),
      "classes": .array(
        classes.map { one in
          [
            "layer": .integer(one.layer),
            "neurons": .array(one.neurons.map { .integer($0) }),
            "smallest_eigenvalue": .finite(one.smallest),
            "largest_eigenvalue": .finite(one.largest),
            "growth_a_step": .finite(one.growth),
            "verdict": .string(one.verdict.rawValue),
            "escape_steps": .finite(one.escape(from: perturbation)),
          ]
        }),
    ]
  }

  /// Over the recorded steps of a training of the spec.
  package func overSteps(of training: RecordedTraining) -> JSONValue {
    guard TransverseGrowth.models(spec) else {
      return [
        "reason": "not_modelled", "perturbation": .double(perturbation), "steps": [], "classes": [],
      ]
    }
    let growth = TransverseGrowth(
      of: clones, spec, steps: training.curves.steps, budget: Self.budget)
    let isWhole = growth.steps.count == training.curves.steps.count
    return [
      "reason": isWhole || growth.classes.isEmpty ? .null : "too_costly",
      "perturbation": .double(perturbation),
      "steps": .array(growth.steps.map { .integer($0) }),
      "classes": .array(
        growth.classes.map { one in
          [
            "layer": .integer(one.layer),
            "neurons": .array(one.neurons.map { .integer($0) }),
            "growth": .array(one.growth.map(JSONValue.finite)),
            "smallest_eigenvalue": .array(one.smallest.map(JSONValue.finite)),
            "largest_eigenvalue": .array(one.largest.map(JSONValue.finite)),
            "predicted_escape": step(of: one, growth.steps, in: training) { index, norm in
              perturbation * one.growth[index] >= Self.visible * norm
            },
            "observed_escape": step(of: one, growth.steps, in: training) { index, norm in
              training.series("incoming/largest_difference", layer: one.layer)?[index]
                .map { $0 >= Self.visible * norm } ?? false
            },
          ]
        }),
    ]
  }

  /// The first recorded step at which something holds, told its number and the largest norm of a neuron's
  /// incoming weights then; null where there is none, or similarity was not recorded.
  private func step(
    of one: TransverseGrowth.Class, _ steps: [Int], in training: RecordedTraining,
    where holds: (_ index: Int, _ norm: Double) -> Bool
  ) -> JSONValue {
    guard perturbation > 0, let norms = training.series("incoming/largest_norm", layer: one.layer)
    else { return .null }
    let found = steps.indices.first { index in
      index < norms.count && norms[index].map { holds(index, $0) } == true
    }
    return found.map { .integer(steps[$0]) } ?? .null
  }
}
