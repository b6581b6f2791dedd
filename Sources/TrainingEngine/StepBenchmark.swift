package import KernelDispatch
internal import Kernels
package import TrainingModel

/// The step loop alone, for timing: what a training does between two recorded steps, with every
/// step's loss kept.
///
/// `@unchecked Sendable`: groups share nothing that is written, and the caller runs one group on one
/// thread at a time.
package final class StepBenchmark: @unchecked Sendable {
  /// Takes a group through so many steps; see ``run(group:steps:)``.
  private typealias StepLoop = (_ steps: Int) -> [Double]

  private let loops: [StepLoop]
  private let team: ThreadTeam

  /// - Parameter specs: replicas of one architecture and plan.
  package init(_ specs: [TrainingSpec], kernels: KernelVariant, threads: Int) {
    switch specs[0].precision {
    case .float32: (loops, team) = Self.loops(specs, LanePlan(specs, kernels, \.float32), threads)
    case .float64: (loops, team) = Self.loops(specs, LanePlan(specs, kernels, \.float64), threads)
    }
  }

  deinit {
    team.disband()
  }

  /// Groups of replicas that may run on threads of their own.
  package var groupCount: Int { loops.count }

  /// Takes a group through so many steps.
  ///
  /// - Returns: the mean loss of each step's batch, step by step, a number a replica.
  package func run(group: Int, steps: Int) -> [Double] { loops[group](steps) }

  private static func loops<Scalar: KernelScalar>(
    _ specs: [TrainingSpec], _ plan: LanePlan<Scalar>, _ threads: Int
  ) -> ([StepLoop], ThreadTeam) {
    let data = specs[0].dataset.dataset()
    // Several networks run on threads of their own.
    let team = ThreadTeam(size: specs.count == 1 ? plan.teamSize(of: threads) : 1)
    let loops = plan.groups(of: specs.count).map { range -> StepLoop in
      let members = Array(specs[range])
      if let laneKernels = plan.laneKernels {
        let prepared = PreparedReplicas(
          lanes: members, data: data, laneKernels: laneKernels, kernels: plan.kernels)
        return { run(prepared.learner, replicas: members.count, steps: $0) }
      }
      if let rows = plan.rows {
        let prepared = PreparedReplicas(
          narrow: members[0], data: data, plan: rows, kernels: plan.kernels)
        return { run(prepared.learner, replicas: 1, steps: $0) }
      }
      let prepared = PreparedReplicas(
        single: members[0], data: data, kernels: plan.kernels, team: team)
      return { run(prepared.learner, replicas: 1, steps: $0) }
    }
    return (loops, team)
  }

  private static func run(
    _ learner: some BatchLearner, replicas: Int, steps: Int
  ) -> [Double] {
    var losses = [Double](repeating: 0, count: steps * replicas)
    for step in 0..<steps {
      _ = learner.prepare(measured: false)
      for replica in 0..<replicas {
        losses[step &* replicas &+ replica] = learner.batchLoss(of: replica)
      }
      learner.update()
    }
    return losses
  }
}
