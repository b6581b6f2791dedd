import Experiments
import Jobs
import KernelDispatch
import SpecJSON
import StrictJSON
import Synchronization
import Testing
import TrainingEngine
import TrainingModel
import TrainingService

@Suite struct ExperimentTests {
  private static func run(_ text: String, clock: @escaping () -> Duration = { .zero }) throws
    -> ExperimentResult
  {
    Experiment.run(try SpecReader.read(JSONValue.parse(text)).spec, clock: clock)
  }

  @Test func oneSpecHasOneDigestWhateverTheClock() throws {
    var time = Duration.zero
    let first = try Self.run(Specs.xor)
    let second = try Self.run(Specs.xor) {
      time += .milliseconds(250)
      return time
    }
    #expect(first.digest == second.digest)
    #expect(first.seconds == 0)
    #expect(second.seconds > 2.5)
    #expect(second.curves["seconds"]?.values.last == 0.25 * 11)
    let other = try Self.run(Specs.xor.replacing("0.5", with: "0.25"))
    #expect(other.digest != first.digest)
  }

  @Test func digestsCoverWhatTheySayAndNoMore() throws {
    let record = try Self.run(Specs.xor).record
    let digest = ReplayDigest.of(record)
    func changed(_ change: (inout TrainingRecord) -> Void) -> Bool {
      var copy = record
      change(&copy)
      return ReplayDigest.of(copy) != digest
    }
    #expect(changed { $0.points[3].trainLoss = $0.points[3].trainLoss.nextUp })
    #expect(changed { $0.points[3].trainAccuracy = nil })
    #expect(changed { $0.points[3].batchLoss = 0 })
    #expect(changed { $0.points[3].gradientNorms[1] = 0 })
    #expect(changed { $0.points[3].step += 1 })
    #expect(changed { $0.points.removeLast() })
    let last = record.snapshots.count - 1
    #expect(changed { $0.snapshots[last].weights.layers[1].biases[0] += 1e-9 })
    #expect(!changed { $0.snapshots[0].weights.layers[1].biases[0] += 1 })
    // All NaNs are one.
    var nans = record
    nans.points[2].trainLoss = .nan
    let first = ReplayDigest.of(nans)
    nans.points[2].trainLoss = Double(bitPattern: 0xfff8_0000_0000_0001)
    #expect(ReplayDigest.of(nans) == first)
  }

  /// Points with these losses at steps 0, 10, 20, …
  private static func points(_ losses: [Double], accuracy: Double? = 0.5) throws
    -> [TrainingRecord.Point]
  {
    let sample = try run(Specs.xor).record.points[0]
    return losses.enumerated().map { index, loss in
      var point = sample
      point.step = 10 * index
      point.trainLoss = loss
      point.trainAccuracy = accuracy
      return point
    }
  }

  @Test func outcomesFollowTheTable() throws {
    func outcome(
      _ losses: [Double], _ accuracy: Double? = 0.5, constantAnswer: Double = 1
    ) throws -> RunOutcome {
      RunOutcome(try Self.points(losses, accuracy: accuracy), constantAnswer: constantAnswer)
    }
    #expect(try outcome([1, 0.5, 0.3, 0.2, 0.1]) == .converged)
    #expect(try outcome([1, 0.5, 0.3, 0.2, 0.101]) == .completed)
    #expect(try outcome([1, 0.9, 0.8, 0.7, 0.6], 1) == .converged)
    #expect(try outcome([0.7, 0.7, 0.7, 0.7, 0.7]) == .plateau)
    // Only the second half counts, its first point being that at the middle.
    #expect(try outcome([5, 3, 0.700, 0.698, 0.694]) == .plateau)
    #expect(try outcome([5, 3, 0.710, 0.698, 0.694]) == .completed)
    #expect(try outcome([1, .nan]) == .diverged)
    #expect(try outcome([1, 0.5, .infinity]) == .diverged)
    #expect(try outcome([0.7], nil) == .completed)
    #expect(try outcome([0, 0], nil) == .converged)
    #expect(
      RunOutcome(try Self.points([1, 0.01]), divergedAt: 10, constantAnswer: 1) == .diverged)
    // A start far off that falls to the constant answer has learnt nothing, nor has one that begins
    // close to it; where all targets are one number, the first loss is all there is.
    #expect(try outcome([3813, 40, 0.694, 0.693, 0.693], constantAnswer: 0.693) == .plateau)
    #expect(try outcome([0.2, 0.15, 0.09, 0.08, 0.05], constantAnswer: 1) == .completed)
    #expect(try outcome([0.2, 0.15, 0.09, 0.05, 0.02], constantAnswer: 1) == .converged)
    #expect(try outcome([50, 1, 1, 0.1, 0.01], constantAnswer: 0) == .converged)
  }

  /// A sample's loss is held against the sample's, not against that of all rows.
  @Test func aPlateauIsOneOverTheSameRows() throws {
    func outcome(_ losses: [Double]) throws -> RunOutcome {
      var points = try Self.points(losses)
      for index in points.indices {
        points[index].trainRows = (1..<losses.count - 1) ~= index ? 256 : 60_000
      }
      return RunOutcome(points, constantAnswer: 1)
    }
    #expect(try outcome([1, 0.9, 0.75, 0.75, 0.75, 0.7]) == .plateau)
    #expect(try outcome([1, 0.9, 0.75, 0.72, 0.7, 0.7]) == .completed)
    // Two over all rows say more than one over a sample.
    #expect(try outcome([0.7, 0.75, 0.7]) == .plateau)
    #expect(try outcome([1, 0.7, 0.7]) == .completed)
    #expect(try outcome([1, 0.5, 0.3, 0.2, 0.05]) == .converged)
  }

  /// Falling from a start far off to the constant answer is no convergence: half the variance of 9 to
  /// 12 is 0.625, the entropy of two classes of one size ln 2.
  @Test func fallingToTheConstantAnswerIsNotConverging() throws {
    let zeros = try Self.run(
      """
      {"architecture": [1, 3, 1], "init": "zeros", "training": {"steps": 300},
       "dataset": {"inputs": [[0], [1], [2], [3]], "targets": [9, 10, 11, 12],
         "task": "regression"}}
      """)
    #expect(zeros.record.points.first?.trainLoss == 55.75)
    #expect(abs((zeros.record.points.last?.trainLoss ?? 0) - 0.625) < 1e-6)
    #expect(zeros.outcome == .plateau)
    let large = try Self.run(
      """
      {"architecture": [2, 8, 1], "activation": "relu", "init": "constant", "alpha": 10,
       "dataset": "circles", "training": {"steps": 1000, "learning_rate": 0.1}}
      """)
    #expect(large.record.points.first.map { $0.trainLoss > 180 } == true)
    #expect(abs((large.record.points.last?.trainLoss ?? 0) - 0.6931471805599453) < 1e-6)
    #expect(large.outcome == .plateau)
  }

  @Test func hooksFollowTheTrainingAndEndIt() throws {
    let spec = try SpecReader.read(JSONValue.parse(Specs.xor)).spec
    var steps: [Int] = []
    var recorded: [Int] = []
    let hooks = Experiment.Hooks(
      shouldContinue: {
        steps.append($0)
        return $0 < 42
      }, didRecord: { recorded.append($0.point.step) })
    let result = Experiment.run(spec, hooks: hooks) { .zero }
    #expect(steps.first == 0)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
    #expect(steps.last ?? 0 >= 42)
    #expect(steps.dropLast().allSatisfy { $0 < 42 })
    #expect(recorded == [0, 10, 20, 30, 40])
    #expect(result.stoppedEarly)
  }
}

@Suite struct ExperimentExecutorTests {
  /// Runs the executor on specs, each under a control that `prepare` has seen.
  private static func outcomes(
    _ specs: [String], prepare: (JobControl) -> Void = { _ in }
  ) -> [JobOutcome] {
    let outcomes = Mutex<[JobOutcome]>([])
    let assignments = specs.enumerated().map { index, spec in
      let id = JobID.make(now: TestService.now) { UInt64(index) }
      let job = Job(
        id: id, state: .running, spec: Array(spec.utf8), specDigest: "", batchKey: "", scheme: "",
        name: nil, labels: [:], step: 0, steps: 100, createdAt: TestService.now, startedAt: nil,
        finishedAt: nil, attempt: 1, result: nil, error: nil, revision: 1, cancelRequested: false)
      let control = JobControl(id: id) { outcome in outcomes.withLock { $0.append(outcome) } }
      prepare(control)
      return JobAssignment(
        claim: Claim(job: job, token: FencingToken(rawValue: 1)), control: control)
    }
    let jobs = MemoryJobStore(now: { TestService.now })
    let cache = DatasetCache(store: MemoryDatasetStore(jobs: jobs))
    ExperimentExecutor(kernels: .best, datasets: cache, clock: { .zero })(assignments)
    return outcomes.withLock { $0 }
  }

  /// Replicas in lanes, one of which is cancelled and one of which diverges, beside a network that
  /// trains alone: each ends with what it would have given by itself.
  @Test func jobsTrainedTogetherEndAsIfAlone() throws {
    let training =
      #""training":{"steps":400,"learning_rate":0.2,"loss":"mean_squared_error"}"#
    func spec(_ rest: String) -> String {
      #"{"architecture":[2,3,1],"activation":"relu",\#(rest),\#(training)}"#
    }
    let specs = [
      spec(#""seed":1"#), spec(#""init":"constant","alpha":0.5"#),
      spec(#""init":{"scheme":"normal","std":1e6},"alpha":1e6"#), spec(#""seed":9"#),
      #"{"architecture":[2,40,1],"training":{"steps":50}}"#,
    ]
    let cancelled = JobID.make(now: TestService.now) { 3 }
    let together = Self.outcomes(specs) { if $0.id == cancelled { $0.cancel() } }
    let results = try together.compactMap { outcome -> JSONValue? in
      guard case .succeeded(let result, _) = outcome else { return nil }
      return try JSONValue.parse(result)
    }
    #expect(results.count == 4)
    let digests = Set(results.compactMap { $0["digest"]?.stringValue })
    let alone = try Set([0, 1, 2, 4].map { try Self.digest(of: specs[$0]) })
    #expect(digests == alone)
    #expect(results.contains { $0["outcome"]?.stringValue == "diverged" })
  }

  private static func digest(of text: String) throws -> String {
    Experiment.run(try SpecReader.read(JSONValue.parse(text)).spec) { .zero }.digest
  }

  @Test func jobsOfOneClaimEndOneByOneInOrder() throws {
    let outcomes = Self.outcomes([Specs.xor, Specs.diverging])
    let results = try outcomes.map { outcome -> String? in
      guard case .succeeded(let result, let artifacts) = outcome else { return nil }
      #expect(artifacts["curves"] != nil && artifacts["weights/0"] != nil)
      return try JSONValue.parse(result)["outcome"]?.stringValue
    }
    #expect(results.count == 2)
    #expect(results[1] == "diverged")
    #expect(results[0] != nil && results[0] != "diverged")
  }

  @Test func cancelledAndStoppedJobsEndAtOnce() {
    guard case .cancelled = Self.outcomes([Specs.endless], prepare: { $0.cancel() })[0] else {
      Issue.record("not cancelled")
      return
    }
    let stopped = Self.outcomes([Specs.endless]) {
      $0.cancel()
      $0.stop()
    }
    guard case .stopped = stopped[0] else {
      Issue.record("not stopped")
      return
    }
  }

  @Test func specsThatCannotBeReadFail() {
    for spec in ["", "{}", #"{"architecture": [2, 2, 1], "scheme_of_the_future": 1}"#] {
      guard case .failed(let error) = Self.outcomes([spec])[0] else {
        Issue.record("\(spec) did not fail")
        continue
      }
      #expect(error.code == "spec_unreadable")
    }
  }
}
