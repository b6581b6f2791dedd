package import KernelDispatch
internal import Kernels
package import TrainingModel

/// Trains networks as their specs say.
package struct Trainer: Sendable {
  /// The replicas, alike but for seed, starting weights and batch order.
  package let specs: [TrainingSpec]
  package let kernels: KernelVariant
  /// Threads that may share the work of a network too large for one; the bits do not depend on it.
  package var threads = 1
  /// Where others train too: what is left of ``threads`` is asked of it between steps.
  package var budget: ThreadBudget?
  /// The rows that minibatches take, in turn, in place of a drawn order: for holding a training
  /// against another program's.
  package var fixedOrder: [Int]?

  /// What the replicas go on from, one each, all at one step; empty where they begin.
  ///
  /// - Precondition: ``TrainingState/fits(_:)`` its replica's spec.
  package var states: [TrainingState] = []
  /// Asked between pieces of a step by any thread that computes one: whether the observer of a
  /// replica, by its place, would no longer continue; once true always true, until the replica has
  /// ended. The step under way is then given up, the observers are asked, and those that do go on
  /// begin the step anew, so that no result shows it.
  package var isInterrupted: @Sendable (_ replica: Int) -> Bool = { _ in false }

  /// Trains one network.
  ///
  /// - Precondition: the spec is valid and the machine can run the kernels.
  package init(_ spec: TrainingSpec, kernels: KernelVariant = .best) {
    self.init(replicas: [spec], kernels: kernels)
  }

  /// Trains replicas side by side; each result is what the replica alone would have given.
  ///
  /// - Precondition: every spec is valid and has the ``TrainingSpec/laneKey`` of the first.
  package init(replicas specs: [TrainingSpec], kernels: KernelVariant = .best) {
    require(kernels.isAvailable, "this machine cannot run the \(kernels) kernels")
    let key = specs.first?.laneKey
    require(
      specs.dropFirst().allSatisfy { $0.laneKey == key },
      "replicas must be alike but for seed and starting weights")
    self.specs = specs
    self.kernels = kernels
  }

  /// Whether replicas of a network train together, one a lane: wider layers fill vectors by
  /// themselves.
  package static func usesLanes(_ spec: TrainingSpec) -> Bool {
    LanePlan<Float>.usesLanes(spec)
  }

  /// Trains one network from its first step to its last, on the calling thread.
  ///
  /// - Complexity: O(steps × batch × parameters), and O(rows × parameters) a recorded step.
  package func run(observer: any TrainingObserver) -> TrainingRecord {
    run(observers: [observer])[0]
  }

  /// Trains every replica, on the calling thread, with one observer each.
  package func run(observers: [any TrainingObserver]) -> [TrainingRecord] {
    require(observers.count == specs.count, "one observer a replica")
    guard !specs.isEmpty else { return [] }
    switch specs[0].precision {
    case .float32:
      return run(observers, LanePlan(specs, kernels, \.float32))
    case .float64:
      return run(observers, LanePlan(specs, kernels, \.float64))
    }
  }

  private func run<Scalar: KernelScalar>(
    _ observers: [any TrainingObserver], _ plan: LanePlan<Scalar>
  ) -> [TrainingRecord] {
    let data = specs[0].dataset.dataset()
    return plan.groups(of: specs.count).flatMap { range in
      let members = Array(specs[range])
      let observers = Array(observers[range])
      let states = states.isEmpty ? [] : Array(states[range])
      let stepBreak = StepBreak { [isInterrupted] in range.contains(where: isInterrupted) }
      if let laneKernels = plan.laneKernels {
        let prepared = PreparedReplicas(
          lanes: members, data: data, laneKernels: laneKernels, kernels: plan.kernels,
          neurons: kernels.neurons, fixedOrder: fixedOrder, states: states.map(\.learner),
          stepBreak: stepBreak)
        return train(members, observers, prepared, states) {}
      }
      if let rows = plan.rows {
        let prepared = PreparedReplicas(
          narrow: members[0], data: data, plan: rows, kernels: plan.kernels,
          neurons: kernels.neurons, fixedOrder: fixedOrder, state: states.first?.learner,
          stepBreak: stepBreak)
        return train(members, observers, prepared, states) {}
      }
      let team = ThreadTeam(size: plan.teamSize(of: threads))
      defer { team.disband() }
      let prepared = PreparedReplicas(
        single: members[0], data: data, kernels: plan.kernels, team: team,
        fixedOrder: fixedOrder, state: states.first?.learner, stepBreak: stepBreak)
      return train(members, observers, prepared, states) {
        if let budget { team.engage(budget.share) }
      }
    }
  }

  private func train<Learner>(
    _ members: [TrainingSpec], _ observers: [any TrainingObserver],
    _ prepared: PreparedReplicas<Learner>, _ states: [TrainingState],
    pause: @escaping () -> Void
  ) -> [TrainingRecord] {
    var group = TrainingGroup(
      members, observers: observers, prepared: prepared, states: states, pause: pause)
    return group.run()
  }
}
