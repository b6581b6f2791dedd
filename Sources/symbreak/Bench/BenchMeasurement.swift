internal import Foundation
internal import KernelDispatch
internal import Synchronization
internal import TrainingEngine
internal import TrainingModel

/// What was measured of a shape.
struct BenchFigures: Encodable {
  let name: String
  /// Replicas × steps / seconds.
  let netStepsPerSecond: Double
  /// The best of the rounds.
  let seconds: Double
  let gflops: Double
  /// Of the machine's fused multiply-adds on the threads in use, measured beside the shape.
  let shareOfPeak: Double
  let peakGflopsOneCore: Double
  let peakGflops: Double
  let threads: Int
  let kernels: String
  /// Mean over the replicas of the last step's loss: that something was learnt.
  let finalLoss: Double
}

/// Times shapes on some threads.
struct BenchMeasurement {
  let kernels: KernelVariant
  let threads: Int
  /// Operations per second of one core and of all threads together.
  let peak: (oneCore: Double, all: Double)

  static let rounds = 3
  private static let peakRounds = 4_000_000

  /// Measures the machine's peak first.
  init(kernels: KernelVariant, threads: Int) {
    self.kernels = kernels
    self.threads = threads
    peak = (
      Self.peak(kernels, threads: 1), threads == 1 ? 0 : Self.peak(kernels, threads: threads)
    )
  }

  /// Takes the shape through its steps several times and keeps the fastest.
  func measure(_ shape: BenchShape) -> BenchFigures {
    let benchmark = StepBenchmark(shape.specs, kernels: kernels, threads: threads)
    let groups = benchmark.groupCount
    var best = Double.infinity
    var attainable = 0.0
    var finalLosses: [Double] = []
    for _ in 0..<Self.rounds {
      // Beside every round: what else the machine has to do changes from second to second.
      attainable = max(attainable, Self.peakOnce(kernels, threads: threads))
      let losses = Mutex([[Double]](repeating: [], count: groups))
      let seconds = Self.seconds {
        Self.onThreads(min(threads, groups), tasks: groups) { group in
          let own = benchmark.run(group: group, steps: shape.steps)
          losses.withLock { $0[group] = Array(own[(own.count - own.count / shape.steps)...]) }
        }
      }
      best = min(best, seconds)
      finalLosses = losses.withLock { $0.flatMap { $0 } }
    }
    let rate = Double(shape.replicas * shape.steps) / best
    let operations = rate * shape.operationsOfStep
    return BenchFigures(
      name: shape.name, netStepsPerSecond: rate, seconds: best, gflops: operations * 1e-9,
      shareOfPeak: operations / attainable, peakGflopsOneCore: peak.oneCore * 1e-9,
      peakGflops: attainable * 1e-9, threads: threads, kernels: kernels.rawValue,
      finalLoss: finalLosses.reduce(0, +) / Double(finalLosses.count))
  }

  private static func peak(_ kernels: KernelVariant, threads: Int) -> Double {
    (0..<rounds).map { _ in peakOnce(kernels, threads: threads) }.max() ?? 0
  }

  private static func peakOnce(_ kernels: KernelVariant, threads: Int) -> Double {
    let probe = PeakProbe(kernels, precision: .float32)
    let done = Mutex(0.0)
    let seconds = seconds {
      onThreads(threads, tasks: threads) { _ in
        let own = probe.run(rounds: peakRounds)
        done.withLock { $0 += own }
      }
    }
    return done.withLock { $0 } / seconds
  }

  static func seconds(_ body: () -> Void) -> Double {
    let time = ContinuousClock().measure(body).components
    return Double(time.seconds) + 1e-18 * Double(time.attoseconds)
  }

  /// Runs `body` once for each task, on threads that take the next task as they finish one.
  static func onThreads(
    _ count: Int, tasks: Int, _ body: @escaping @Sendable (_ task: Int) -> Void
  ) {
    let next = TaskCounter()
    let done = DispatchSemaphore(value: 0)
    let work: @Sendable () -> Void = {
      while let task = next.take(of: tasks) { body(task) }
    }
    for _ in 1..<max(1, count) {
      let thread = Thread {
        work()
        done.signal()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    work()
    for _ in 1..<max(1, count) { done.wait() }
  }
}

/// Hands out whole numbers from 0 on, each once.
private final class TaskCounter: Sendable {
  private let next = Atomic<Int>(0)

  func take(of tasks: Int) -> Int? {
    let task = next.add(1, ordering: .relaxed).oldValue
    return task < tasks ? task : nil
  }
}
