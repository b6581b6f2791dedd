import KernelDispatch
import Synchronization
import Testing
import TrainingEngine
import TrainingModel

@Suite("Trainings that go on from a state")
struct ResumptionTests {
  /// Takes the state at one step, and ends the training there.
  private final class Taker: TrainingObserver {
    let step: Int
    private(set) var state: TrainingState?

    init(at step: Int) { self.step = step }

    func shouldContinue(at step: Int) -> Bool { true }

    func shouldContinue(at step: Int, state: () -> TrainingState?) -> Bool {
      guard step >= self.step, let state = state() else { return true }
      self.state = state
      return false
    }

    func observe(_ observation: Observation) {}
    func record(_ point: TrainingRecord.Point) {}
  }

  private func state(
    of spec: TrainingSpec, at step: Int, kernels: KernelVariant = .best, threads: Int = 1
  ) throws -> TrainingState {
    let taker = Taker(at: step)
    var trainer = Trainer(spec, kernels: kernels)
    trainer.threads = threads
    _ = trainer.run(observer: taker)
    return try #require(taker.state)
  }

  private func resumed(
    _ spec: TrainingSpec, from state: TrainingState, kernels: KernelVariant = .best,
    threads: Int = 1
  ) -> TrainingRecord {
    var trainer = Trainer(spec, kernels: kernels)
    trainer.threads = threads
    trainer.states = [state]
    return trainer.run()
  }

  /// Every optimiser, batches and full passes, edges of every width: begun on one kernel set and
  /// ended on another.
  @Test(arguments: ReplayTests.specs.indices, Precision.allCases)
  func endAsIfNeverInterrupted(index: Int, precision: Precision) throws {
    var spec = ReplayTests.specs[index]
    spec.precision = precision
    spec.training.schedule = LearningRateSchedule(.init("exponential", ["factor": 0.99]), warmup: 4)
    spec.recording = RecordingPlan(spacing: .every(7), snapshots: 4)
    let expected = Trainer(spec, kernels: .baseline).run()
    for (begun, ended) in zip(KernelVariant.available, KernelVariant.available.reversed()) {
      for step in [1, 13, 14, 59] {
        let state = try state(of: spec, at: step, kernels: begun)
        #expect(state.step >= step)
        #expect(state.fits(spec))
        #expect(resumed(spec, from: state, kernels: ended) == expected, "\(begun), \(step)")
      }
    }
  }

  /// Every random stream of a step at once, and threads.
  @Test(arguments: Precision.allCases, Normalization.allCases)
  func noiseGoesOnWhereItWas(precision: Precision, normalization: Normalization) throws {
    let spec = ReplayTests.ruled(precision, normalization)
    let expected = Trainer(spec, kernels: .baseline).run()
    for (threads, later) in [(1, 2), (7, 1)] {
      let state = try state(of: spec, at: 11, threads: threads)
      #expect(resumed(spec, from: state, threads: later) == expected)
    }
  }

  @Test func aReplicasStateIsWhatItHasAlone() throws {
    for index in [1, 2, 5, 9] {
      let spec = ReplayTests.specs[index]
      let replicas = (0..<11).map { seed -> TrainingSpec in
        var replica = spec
        replica.seed = UInt64(seed)
        return replica
      }
      let takers = replicas.map { _ in Taker(at: 20) }
      _ = Trainer(replicas: replicas).run(observers: takers)
      let states = try takers.map { try #require($0.state) }
      for (replica, together) in zip(replicas, states) {
        #expect(try state(of: replica, at: together.step, kernels: .baseline) == together)
        #expect(resumed(replica, from: together) == Trainer(replica).run())
      }
      var trainer = Trainer(replicas: replicas)
      trainer.states = states
      let records = trainer.run(observers: replicas.map { _ in Spectator() })
      #expect(records == replicas.map { Trainer($0).run() })
    }
  }

  @Test func aStateOfAnotherTrainingDoesNotFit() throws {
    let spec = ReplayTests.specs[2]
    let state = try state(of: spec, at: 20)
    #expect(state.fits(spec))
    for index in ReplayTests.specs.indices where index != 2 {
      #expect(!state.fits(ReplayTests.specs[index]))
    }
    var other = state
    other.learner.order[0] = UInt32(other.learner.order.count)
    #expect(!other.fits(spec))
    other = state
    other.learner.numbers.removeLast()
    #expect(!other.fits(spec))
    other = state
    other.step = 61
    #expect(!other.fits(spec))
  }
}

@Suite("Steps that are given up")
struct StepBreakTests {
  /// Says of every so many questions that the replica wants to end, which it then does not: all of
  /// those steps begin anew.
  private final class Interrupter: Sendable {
    private let questions = Atomic<Int>(0)
    private let every: Int

    init(every: Int) { self.every = every }

    /// How often it said so.
    var count: Int { questions.load(ordering: .relaxed) / every }

    func isInterrupted(_ replica: Int) -> Bool {
      questions.add(1, ordering: .relaxed).newValue.isMultiple(of: every)
    }
  }

  /// Long products in every direction: many rows, many columns, a deep reduction.
  static let wide: TrainingSpec = {
    var spec = ReplayTests.specs[1]
    spec.dataset = .generated(
      name: "moons", parameters: DatasetParameters(samples: 2003, noise: 0.1, seed: 3))
    spec.layers = [301, 517, 1].map {
      LayerSpec(
        units: $0, activation: $0 == 1 ? .linear : .tanh,
        weights: Initialization(scheme: "he_normal"), biases: Initialization(scheme: "zeros"))
    }
    spec.training.steps = 6
    spec.training.batchSize = nil
    spec.recording = RecordingPlan(spacing: .every(2), snapshots: 3)
    return spec
  }()

  @Test(arguments: [nil, 1001], [1, 2])
  func leaveNoTrace(batch: Int?, threads: Int) {
    var spec = Self.wide
    spec.training.batchSize = batch
    spec.training.gradientRules.inputNoise = batch == nil ? 0 : 0.1
    let expected = Trainer(spec).run()
    for every in [1, 5, 17, 40] {
      let interrupter = Interrupter(every: every)
      var trainer = Trainer(spec)
      trainer.threads = threads
      trainer.isInterrupted = interrupter.isInterrupted
      let record = trainer.run()
      #expect(interrupter.count > 1)
      #expect(record == expected, "every \(every)")
    }
  }

  /// The step is left within its pieces: asked at its start, a training would do all of it.
  @Test func endWithinAStep() {
    final class Ender: TrainingObserver, Sendable {
      let questions = Atomic<Int>(0)
      let ended = Atomic<Bool>(false)

      func isInterrupted(_ replica: Int) -> Bool {
        let count = questions.add(1, ordering: .relaxed).newValue
        // Past the questions of the starting weights, one in 4,096 numbers.
        if count == 60 { ended.store(true, ordering: .relaxed) }
        return count >= 60
      }

      func shouldContinue(at step: Int) -> Bool { !ended.load(ordering: .relaxed) }
      func observe(_ observation: Observation) {}
      func record(_ point: TrainingRecord.Point) {}
    }
    let ender = Ender()
    var trainer = Trainer(Self.wide)
    trainer.isInterrupted = ender.isInterrupted
    let record = trainer.run(observer: ender)
    #expect(record.stoppedEarly)
    #expect(record.points.isEmpty)
    #expect(record.snapshots.isEmpty)
    #expect(ender.questions.load(ordering: .relaxed) < 65)
  }
}
