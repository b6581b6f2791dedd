internal import Experiments
internal import KernelDispatch
internal import TrainingEngine
internal import TrainingModel

extension BenchMeasurement {
  /// Networks that one thread trains side by side, as a worker does.
  private static let companions = 32

  /// Trains the shape three times in turn, without recording, with its evaluations alone and as jobs
  /// are trained, and keeps the fastest round of each.
  func measureRecorded(_ shape: BenchShape) -> RecordedFigures {
    let specs = shape.specs
    let together = Trainer.usesLanes(specs[0]) ? Self.companions : 1
    let groups = stride(from: 0, to: specs.count, by: together).map {
      Array(specs[$0..<min(specs.count, $0 + together)])
    }
    let bare = groups.map { group in
      group.map { spec in
        var spec = spec
        spec.recording = RecordingPlan(spacing: .linear(points: 2), similarity: false)
        return spec
      }
    }
    var best = (bare: Double.infinity, evaluated: Double.infinity, recorded: Double.infinity)
    for _ in 0..<Self.rounds {
      best.bare = min(best.bare, seconds(bare, observed))
      best.evaluated = min(best.evaluated, seconds(groups, observed))
      best.recorded = min(best.recorded, seconds(groups, recorded))
    }
    let recording = specs[0].recording
    let points = recording.recordedSteps(of: shape.steps).count
    let trained = Double(shape.steps * shape.batch)
    // The first and the last recorded step pass all rows.
    let passed = Double(
      (points - 2) * recording.rowsBetween(of: shape.samples) + 2 * shape.samples)
    // Seconds of all threads at hand, for each network and point.
    let share = Double(min(threads, groups.count)) / Double(shape.replicas * points)
    let netSteps = Double(shape.replicas * shape.steps)
    return RecordedFigures(
      name: shape.name, netStepsPerSecond: netSteps / best.bare,
      recordedNetStepsPerSecond: netSteps / best.recorded,
      evaluationSeconds: (best.evaluated - best.bare) * share,
      similaritySeconds: (best.recorded - best.evaluated) * share, points: points,
      shareOfRows: trained / (trained + passed), threads: threads,
      kernels: kernels.rawValue)
  }

  private func seconds(
    _ groups: [[TrainingSpec]], _ train: @escaping @Sendable (Trainer) -> Void
  ) -> Double {
    Self.seconds {
      Self.onThreads(min(threads, groups.count), tasks: groups.count) { group in
        var trainer = Trainer(replicas: groups[group], kernels: kernels)
        trainer.threads = groups.count == 1 ? threads : 1
        train(trainer)
      }
    }
  }

  private var observed: @Sendable (Trainer) -> Void {
    { trainer in _ = trainer.run(observers: trainer.specs.map { _ in Onlooker() }) }
  }

  private var recorded: @Sendable (Trainer) -> Void {
    { trainer in
      Experiment.run(
        trainer, hooks: trainer.specs.map { _ in Experiment.Hooks() }, clock: { .zero }
      ) { _, _ in }
    }
  }
}

/// Follows a training and takes nothing from it.
private final class Onlooker: TrainingObserver {
  func shouldContinue(at step: Int) -> Bool { true }
  func observe(_ observation: Observation) {}
  func observe(_ group: LaneObservation, lane: Int) {}
  func record(_ point: TrainingRecord.Point) {}
}
