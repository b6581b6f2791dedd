import SpecJSON
import StrictJSON
import Testing
import TrainingEngine
import TrainingModel

/// What good specs come to.
struct SpecReaderTests {
  @Test func theMinimalSpecIsWhole() throws {
    let read = try readSpec(
      #"{"architecture":[2,2,1],"init":"constant","alpha":0.5,"seed":1}"#)
    let start = Initialization(scheme: "constant", alpha: 0.5)
    #expect(
      read
        == ValidatedSpec(
          spec: TrainingSpec(
            inputs: 2,
            layers: [
              LayerSpec(units: 2, activation: .tanh, weights: start),
              LayerSpec(units: 1, activation: .linear, weights: start),
            ],
            seed: 1,
            dataset: .generated(name: "xor", parameters: DatasetParameters(samples: 4)),
            training: TrainingPlan(
              steps: 1000, batchSize: nil, optimizer: .sgd(),
              learningRate: 0.1, loss: .binaryCrossEntropy),
            precision: .float32,
            recording: RecordingPlan(
              spacing: .linear(points: 200), similarity: true, snapshots: 10))))
  }

  @Test func onlyTheArchitectureIsRequired() throws {
    let read = try readSpec(#"{"architecture":[2,3,1]}"#)
    #expect(read.spec.seed == 0)
    #expect(
      read.spec.layers.map(\.weights)
        == Array(
          repeating: Initialization(scheme: "xavier_uniform", parameters: ["gain": 1]), count: 2))
    #expect(read.spec.layers.map(\.biases) == [.zeros, .zeros])
    #expect(read.name == nil && read.labels.isEmpty)
  }

  @Test func theNormalisedFormIsAsDocumented() throws {
    let read = try readSpec(
      #"{"architecture":[2,1],"init":{"scheme":"zeros","bias":"normal"},"name":"a","labels":{"b":"c"}}"#
    )
    #expect(
      SpecWriter.json(read).text
        == #"{"name":"a","labels":{"b":"c"},"architecture":{"inputs":2,"layers":[{"units":1,"#
        + #""activation":"linear","bias":true,"init":{"scheme":"zeros","perturbation":0},"bias_init":"#
        + #"{"scheme":"normal","mean":0,"std":1,"alpha":1,"perturbation":0},"dropout":0,"#
        + #""dropconnect":0,"sparse_mask":0,"normalization":"none"}]},"seed":0,"dataset":{"name":"xor","#
        + #""samples":4,"noise":0,"seed":0,"test_share":0,"standardize":false},"training":{"steps":1000,"batch_size":null,"#
        + #""optimizer":{"name":"sgd","momentum":0,"nesterov":false},"learning_rate":0.1,"#
        + #""schedule":{"name":"constant","warmup":0},"loss":"binary_cross_entropy","l1":0,"l2":0,"#
        + #""gradient_clip":null,"gradient_noise":null,"weight_noise":0,"input_noise":0},"precision":"float32","record":{"points":200,"#
        + #""spacing":"linear","similarity":true,"snapshots":10}}"#)
  }

  @Test func schemesTakeWordsFlavorsAndPerturbations() throws {
    let start = { (text: String) in
      try readSpec(#"{"architecture":[2,3,1],"init":\#(text)}"#).spec.layers[0]
    }
    #expect(
      try start(#"{"scheme":"uniform","flavor":"jax","perturbation":0.5}"#).weights
        == Initialization(
          scheme: "uniform", parameters: ["low": 0, "high": 0.01], options: ["flavor": "jax"],
          perturbation: 0.5))
    #expect(
      try start(#"{"scheme":"kaiming_normal","gain":"activation","mode":"fan_out"}"#).weights
        == Initialization(
          scheme: "he_normal", parameters: ["gain": 1],
          options: ["gain": "activation", "mode": "fan_out"]))
    #expect(
      try start(#""variance_scaling""#).weights.options
        == ["mode": "fan_in", "distribution": "truncated_normal"])
  }

  /// What a library starts the biases from comes with its default, unless something is said.
  @Test func defaultsOfLibrariesBringTheirBiases() throws {
    let torch = try readSpec(#"{"architecture":[2,3,1],"init":"torch_default","alpha":2}"#).spec
    #expect(
      torch.layers.map(\.biases) == [1, 1].map { _ in Initialization(scheme: "torch_default") })
    #expect(torch.layers.map(\.weights.alpha) == [2, 2])
    let told = try readSpec(
      #"{"architecture":[2,3,1],"init":{"scheme":"playground","bias":"ones"}}"#
    ).spec
    #expect(told.layers.map(\.biases.scheme) == ["ones", "ones"])
    let layers = try readSpec(
      #"{"architecture":{"inputs":2,"layers":[{"units":3,"init":"playground"},{"units":1}]}}"#
    ).spec.layers
    #expect(layers.map(\.biases.scheme) == ["playground", "zeros"])
  }

  @Test(arguments: [
    (#""cosine""#, LearningRateSchedule(.init("cosine", ["final": 0]))),
    (#"{"name":"constant","warmup":5}"#, LearningRateSchedule(warmup: 5)),
    (
      #"{"name":"step","every":10}"#,
      LearningRateSchedule(.init("step", ["every": 10, "factor": 0.1]))
    ),
    (
      #"{"name":"exponential","factor":0.99}"#,
      LearningRateSchedule(.init("exponential", ["factor": 0.99]))
    ),
    (
      #"{"name":"linear","final":0.5,"warmup":3}"#,
      LearningRateSchedule(.init("linear", ["final": 0.5]), warmup: 3)
    ),
  ])
  func schedules(text: String, schedule: LearningRateSchedule) throws {
    let read = try readSpec(#"{"architecture":[2,1],"training":{"schedule":\#(text)}}"#)
    #expect(read.spec.training.schedule == schedule)
  }

  @Test func rulesOfTheGradientAndOfLayers() throws {
    let spec = try readSpec(
      """
      {"architecture": {"inputs": 2, "layers": [
         {"units": 3, "dropout": 0.5, "normalization": "layer"},
         {"units": 1, "dropconnect": 0.25, "sparse_mask": 0.125}]},
       "training": {"l1": 0.1, "l2": 0.2, "gradient_clip": 3, "weight_noise": 0.4,
                    "gradient_noise": {"std": 0.5, "decay": 0.55}, "input_noise": 0.6}}
      """
    ).spec
    #expect(
      spec.training.gradientRules
        == GradientRules(
          l1: 0.1, l2: 0.2, clip: 3, noise: GradientNoise(deviation: 0.5, decay: 0.55),
          weightNoise: 0.4, inputNoise: 0.6))
    #expect(
      spec.layers.map(\.regularization) == [
        LayerRegularization(dropout: 0.5, normalization: .layer),
        LayerRegularization(dropConnect: 0.25, sparseMask: 0.125),
      ])
    let short = try readSpec(#"{"architecture":[2,1],"training":{"gradient_noise":0.5}}"#)
    #expect(short.spec.training.gradientRules.noise == GradientNoise(deviation: 0.5))
  }

  @Test func dataAreSplitAndStandardized() throws {
    let read = try readSpec(
      #"{"architecture":[64,10],"dataset":{"name":"digits","test_share":0.2,"seed":4,"#
        + #""standardize":true},"training":{"epochs":3,"batch_size":100}}"#)
    #expect(
      read.spec.dataset
        == .generated(
          name: "digits",
          parameters: DatasetParameters(
            samples: 1797, seed: 4, testShare: 0.2, standardize: true)))
    // 1,438 rows are left to train on: 15 batches an epoch.
    #expect(read.spec.training.steps == 45)
    #expect(read.spec.training.loss == .crossEntropy)
  }

  @Test func longFormOverridesShared() throws {
    let read = try readSpec(
      """
      {"architecture": {"inputs": 2, "layers": [
         {"units": 3, "bias": false},
         {"units": 4, "activation": "gelu", "init": {"scheme": "normal", "std": 0.5},
          "bias_init": {"scheme": "constant", "alpha": 0.1}},
         {"units": 1, "init": {"scheme": "he_normal", "alpha": 3}}]},
       "activation": "relu", "init": {"scheme": "uniform", "low": 0, "bias": "ones"}, "alpha": 2}
      """)
    let layers = read.spec.layers
    #expect(layers.map(\.activation) == [.relu, .gelu, .linear])
    #expect(layers.map(\.hasBias) == [false, true, true])
    #expect(layers.map(\.weights.scheme) == ["uniform", "normal", "he_normal"])
    #expect(layers.map(\.weights.alpha) == [2, 2, 3])
    #expect(layers[0].weights.parameters == ["low": 0, "high": 0.5])
    #expect(layers[1].weights.parameters == ["mean": 0, "std": 0.5])
    #expect(layers[0].biases == .zeros)
    #expect(layers[1].biases == Initialization(scheme: "constant", alpha: 0.1))
    #expect(layers[2].biases == Initialization(scheme: "ones"))
  }

  @Test func topAlphaSkipsZeros() throws {
    let read = try readSpec(
      """
      {"architecture": {"inputs": 2, "layers": [{"units": 2}, {"units": 1, "init": "zeros"}]},
       "init": "constant", "alpha": 0.5}
      """)
    #expect(read.spec.layers.map(\.weights.alpha) == [0.5, 1])
  }

  @Test(arguments: [
    ("glorot_uniform", "xavier_uniform"), ("kaiming_normal", "he_normal"),
    ("glorot_normal", "xavier_normal"), ("kaiming_uniform", "he_uniform"),
  ])
  func aliasesBecomeCanonicalNames(alias: String, name: String) throws {
    let read = try readSpec(#"{"architecture":[2,1],"init":"\#(alias)"}"#)
    #expect(read.spec.layers[0].weights.scheme == name)
  }

  @Test func givenWeightsOfAllLayers() throws {
    let read = try readSpec(
      """
      {"architecture": [2, 3, 1], "init": {"scheme": "given", "layers": [
         {"weights": [[1, 2], [3, 4], [5, 6]], "biases": [7, 8, 9]}, {"weights": [[1, 0, -1]]}]}}
      """)
    let layers = read.spec.layers
    #expect(layers[0].weights.values == [1, 2, 3, 4, 5, 6])
    #expect(layers[0].biases == Initialization(scheme: "given", values: [7, 8, 9]))
    #expect(layers[1].weights.values == [1, 0, -1])
    #expect(layers[1].biases == .zeros)
    #expect(layers.map(\.weights.alpha) == [1, 1])
  }

  @Test func givenWeightsOfOneLayer() throws {
    let read = try readSpec(
      """
      {"architecture": {"inputs": 2, "layers": [
         {"units": 2, "init": {"scheme": "given", "values": [[1, 2], [3, 4]], "alpha": 10},
          "bias_init": {"scheme": "given", "values": [5, 6]}},
         {"units": 1, "bias": false}]}}
      """)
    #expect(
      read.spec.layers[0].weights
        == Initialization(scheme: "given", alpha: 10, values: [1, 2, 3, 4]))
    #expect(read.spec.layers[0].biases.values == [5, 6])
  }

  @Test func weightsOfALayerWithoutBiasMayListNone() throws {
    let read = try readSpec(
      """
      {"architecture": {"inputs": 2, "layers": [{"units": 1, "bias": false}]},
       "init": {"scheme": "given", "layers": [{"weights": [[1, 2]], "biases": []}]}}
      """)
    #expect(read.spec.layers[0].biases == .zeros)
  }

  @Test(arguments: [
    ("0", 0), ("18446744073709551615", UInt64.max), (#""18446744073709551615""#, .max),
    (#""007""#, 7), ("4.0", 4), ("1e3", 1000),
  ])
  func seeds(text: String, seed: UInt64) throws {
    let read = try readSpec(
      #"{"architecture":[2,1],"seed":\#(text),"dataset":{"name":"moons","seed":\#(text)}}"#)
    #expect(read.spec.seed == seed)
    guard case .generated(_, let parameters) = read.spec.dataset else {
      Issue.record("not generated")
      return
    }
    #expect(parameters.seed == seed)
  }

  @Test func wholeNumbersMayHaveAnEmptyFraction() throws {
    let read = try readSpec(#"{"architecture":[2.0,3e0,1],"training":{"steps":20.0}}"#)
    #expect(read.spec.widths == [2, 3, 1])
    #expect(read.spec.training.steps == 20)
  }

  @Test(arguments: DatasetGenerator.catalogue.map(\.name))
  func everyDatasetHasItsDefaults(name: String) throws {
    let generator = try #require(DatasetGenerator.named(name))
    for form in ["\"\(name)\"", "{\"name\":\"\(name)\"}"] {
      let outputs = name == "digits" ? 10 : 1
      let read = try readSpec(
        #"{"architecture":[\#(generator.features),3,\#(outputs)],"dataset":\#(form)}"#)
      #expect(read.spec.dataset == .generated(name: name, parameters: generator.defaults))
      let loss: LossFunction =
        switch generator.task {
        case .regression: .meanSquaredError
        case .classification(let classes): classes == 2 ? .binaryCrossEntropy : .crossEntropy
        }
      #expect(read.spec.training.loss == loss)
    }
  }

  @Test func datasetParameters() throws {
    let read = try readSpec(
      #"{"architecture":[2,1],"dataset":{"name":"spiral","samples":50,"noise":0.25,"seed":9}}"#)
    #expect(
      read.spec.dataset
        == .generated(
          name: "spiral", parameters: DatasetParameters(samples: 50, noise: 0.25, seed: 9)))
  }

  @Test(arguments: [
    (1, "", LossFunction.binaryCrossEntropy), (2, "", .crossEntropy),
    (1, #","loss":"mean_squared_error""#, .meanSquaredError),
    (2, #","loss":"mean_squared_error""#, .meanSquaredError),
    (2, #","loss":"cross_entropy""#, .crossEntropy),
  ])
  func lossByTheTask(outputs: Int, named: String, loss: LossFunction) throws {
    let read = try readSpec(#"{"architecture":[2,\#(outputs)],"training":{"steps":5\#(named)}}"#)
    #expect(read.spec.training.loss == loss)
  }

  @Test(arguments: [
    (#""sgd""#, Optimizer.sgd(), 0.1),
    (#"{"name":"sgd","momentum":0.9,"nesterov":true}"#, .sgd(momentum: 0.9, nesterov: true), 0.1),
    (#""adam""#, Optimizer("adam", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8]), 0.001),
    (
      #"{"name":"adam","beta1":0.5,"beta2":0.9,"epsilon":1e-4}"#,
      Optimizer("adam", ["beta1": 0.5, "beta2": 0.9, "epsilon": 1e-4]), 0.001
    ),
    (
      #""adamw""#,
      Optimizer("adamw", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01]),
      0.001
    ),
    (#""adagrad""#, Optimizer("adagrad", ["epsilon": 1e-10]), 0.01),
    (
      #"{"name":"rmsprop","momentum":0.5}"#,
      Optimizer("rmsprop", ["decay": 0.99, "momentum": 0.5, "epsilon": 1e-8]), 0.01
    ),
  ])
  func optimisers(text: String, optimizer: Optimizer, rate: Double) throws {
    let read = try readSpec(#"{"architecture":[2,1],"training":{"optimizer":\#(text)}}"#)
    #expect(read.spec.training.optimizer == optimizer)
    #expect(read.spec.training.learningRate == rate)
  }

  @Test(
    arguments: [
      (#"{"epochs":7}"#, 7, nil), (#"{"epochs":7,"batch_size":3}"#, 14, 3),
      (#"{"epochs":7,"batch_size":4}"#, 7, 4), (#"{"steps":9,"batch_size":null}"#, 9, nil),
    ] as [(String, Int, Int?)])
  func epochsCountBatches(text: String, steps: Int, batch: Int?) throws {
    let read = try readSpec(#"{"architecture":[2,1],"training":\#(text)}"#)
    #expect(read.spec.training.steps == steps)
    #expect(read.spec.training.batchSize == batch)
  }

  @Test(arguments: [
    ("{}", RecordingPlan.Spacing.linear(points: 200)), (#"{"every":3}"#, .every(3)),
    (#"{"points":10}"#, .linear(points: 10)),
    (#"{"points":10,"spacing":"log"}"#, .logarithmic(points: 10)),
    (#"{"spacing":"log"}"#, .logarithmic(points: 200)),
  ])
  func recording(text: String, spacing: RecordingPlan.Spacing) throws {
    let read = try readSpec(#"{"architecture":[2,1],"record":\#(text)}"#)
    #expect(read.spec.recording.spacing == spacing)
    #expect(read.spec.recording.similarity)
  }

  @Test(arguments: [
    ("[2,1]", #"{"points":50}"#, 10), ("[2,1]", #"{"every":200}"#, 6),
    // 2 × 1000 + 1000 + 1000 + 1 = 4001 numbers; 4 × 4001 < 16,384 < 5 × 4001.
    ("[2,1000,1]", #"{"points":1000}"#, 4), ("[2,1400,1400,1]", "{}", 2),
    ("[2,1]", #"{"snapshots":7}"#, 7),
  ])
  func defaultSnapshotsFitTheirNumbers(network: String, record: String, snapshots: Int) throws {
    let read = try readSpec(
      #"{"architecture":\#(network),"training":{"steps":1000},"record":\#(record)}"#)
    #expect(read.spec.recording.snapshots == snapshots)
  }

  @Test func precision() throws {
    let read = try readSpec(#"{"architecture":[2,1],"precision":"float64"}"#)
    #expect(read.spec.precision == .float64)
  }
}
