import Experiments
import KernelDispatch
import SpecJSON
import StrictJSON
import Testing
import TrainingEngine
import TrainingModel

/// One digest for one spec: on every kernel variant, alone or among replicas in lanes, on one thread
/// or two, in both precisions.
@Suite struct ReplayMatrixTests {
  private static let specs = [
    #"{"architecture":[2,2,1],"init":"constant","alpha":0.5,"training":{"steps":50}"#,
    #"{"architecture":[2,8,8,1],"dataset":"spiral","training":{"steps":40,"batch_size":10}"#,
    #"{"architecture":[2,17,5,1],"activation":"gelu","dataset":"moons","init":"he_normal","#
      + #""training":{"steps":40,"batch_size":33,"optimizer":"adam","learning_rate":0.01}"#,
    #"{"architecture":[2,97,65,2],"activation":"relu","dataset":"circle","init":"orthogonal","#
      + #""training":{"steps":20,"batch_size":128,"optimizer":{"name":"sgd","momentum":0.9}}"#,
  ]

  @Test(arguments: specs, Precision.allCases)
  func digestsAgree(start: String, precision: Precision) throws {
    let text = #"\#(start),"seed":7,"precision":"\#(precision.rawValue)"}"#
    let spec = try SpecReader.read(JSONValue.parse(text)).spec
    let expected = Experiment.run(spec, kernels: .baseline) { .zero }.digest
    for variant in KernelVariant.available {
      for threads in [1, 2] {
        let alone = Experiment.run(spec, kernels: variant, threads: threads) { .zero }.digest
        #expect(alone == expected, "\(variant) alone, \(threads) threads")
      }
      #expect(Self.digestInCompany(spec, variant) == expected, "\(variant) in company")
    }
  }

  /// The spec's digest when it trains as the third of twenty replicas.
  private static func digestInCompany(_ spec: TrainingSpec, _ kernels: KernelVariant) -> String? {
    let replicas = (0..<20).map { index in
      var replica = spec
      if index != 2 { replica.seed = UInt64(100 + index) }
      return replica
    }
    var digest: String?
    Experiment.run(
      Trainer(replicas: replicas, kernels: kernels), hooks: replicas.map { _ in .init() },
      clock: { .zero }
    ) { index, ended in
      if index == 2 { digest = ended.result().digest }
    }
    return digest
  }
}
