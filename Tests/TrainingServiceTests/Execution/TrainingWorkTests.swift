import Experiments
import Foundation
import SpecJSON
import Testing
import TrainingEngine
import TrainingModel

/// The counted work of a training against the time that it takes.
@Suite(.serialized)
struct TrainingWorkTests {
  /// Shapes whose work lies in different places: steps, learning, evaluations, similarity.
  private static let specs = [
    #"{"architecture":[2,2,1]}"#,
    #"{"architecture":[2,2,1],"training":{"steps":200000},"record":{"points":2}}"#,
    #"{"architecture":[2,64,64,1],"dataset":"circles","training":{"steps":200,"batch_size":1},"#
      + #""record":{"every":1,"snapshots":2}}"#,
    #"{"architecture":[64,128,64,10],"dataset":"digits","training":{"steps":300,"batch_size":64},"#
      + #""record":{"points":2,"similarity":false}}"#,
    #"{"architecture":[64,128,64,10],"dataset":"digits","training":{"steps":20,"batch_size":64}}"#,
    #"{"architecture":[64,256,256,10],"dataset":"digits","training":{"steps":200,"batch_size":1},"#
      + #""record":{"every":1,"similarity":false,"snapshots":2,"rows":"all"}}"#,
  ]

  /// Processor time of this thread, which is what trains.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Multiply-adds a second, as counted and as measured, agree on all shapes within a factor of 40;
  /// parameters × steps × batch alone are wrong by over 10,000 among them.
  @Test func countedWorkHasTheOrderOfMagnitudeOfTheTime() throws {
    var rates: [Double] = []
    var oldRates: [Double] = []
    for text in Self.specs {
      let spec = try readSpec(text).spec
      let times = (0..<3).map { _ in
        let start = Self.processorTime()
        _ = Experiment.run(spec, clock: { .zero })
        return Self.processorTime() - start
      }
      let time = try #require(times.min())
      rates.append(TrainingWork(of: spec).total / time)
      let rows = spec.training.batchSize ?? spec.dataset.trainRows
      oldRates.append(Double(spec.parameterCount * spec.training.steps * rows) / time)
    }
    let spread = try #require(rates.max()) / #require(rates.min())
    #expect(spread < 40, "\(rates)")
    #expect(try #require(oldRates.max()) / #require(oldRates.min()) > 1000, "\(oldRates)")
  }

  @Test func recordingIsCounted() throws {
    // A training of 4.3 × 10⁷ that is measured after every step.
    let spec = try readSpec(Self.specs[5]).spec
    let work = TrainingWork(of: spec)
    #expect(work.learning < 1e9)
    #expect(work.recording > 200 * Double(spec.parameterCount) * 1797)
  }
}
