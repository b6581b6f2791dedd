import SpecJSON
import StrictJSON
import Testing

/// What is refused, where, and as what.
struct SpecFaultTests {
  /// A good spec's members but for what the test writes.
  private func spec(_ members: String) -> String { #"{"architecture":[2,2,1],\#(members)}"# }

  @Test(arguments: [
    ("[]", "wrong_type "), ("null", "wrong_type "), ("{}", "missing /architecture"),
    (#"{"architecture":null}"#, "wrong_type /architecture"),
    (#"{"architecture":"2-2-1"}"#, "wrong_type /architecture"),
    (#"{"architecture":[2]}"#, "out_of_range /architecture"),
    (#"{"architecture":[2,"3",1]}"#, "not_a_number /architecture/1"),
    (#"{"architecture":[2,2.5,1]}"#, "not_whole /architecture/1"),
    (#"{"architecture":[2,0,1]}"#, "out_of_range /architecture/1"),
    (#"{"architecture":[2,-3,1]}"#, "out_of_range /architecture/1"),
    (#"{"architecture":[2,3,4]}"#, "mismatch /architecture/2"),
    (#"{"architecture":[3,3,1]}"#, "mismatch /architecture/0"),
    (#"{"architecture":{"layers":[{"units":1}]}}"#, "missing /architecture/inputs"),
    (#"{"architecture":{"inputs":2}}"#, "missing /architecture/layers"),
    (#"{"architecture":{"inputs":2,"layers":[]}}"#, "out_of_range /architecture/layers"),
    (#"{"architecture":{"inputs":2,"layers":1}}"#, "wrong_type /architecture/layers"),
    (#"{"architecture":{"inputs":2,"layers":[1]}}"#, "wrong_type /architecture/layers/0"),
    (#"{"architecture":{"inputs":2,"layers":[{}]}}"#, "missing /architecture/layers/0/units"),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":2},{"units":1,"bias":1}]}}"#,
      "wrong_type /architecture/layers/1/bias"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":1,"bias":false,"bias_init":"ones"}]}}"#,
      "mismatch /architecture/layers/0/bias_init"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":1,"activation":"sigmoid"}]}}"#,
      "mismatch /architecture/layers/0/activation"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":1,"dropout":0.5}]}}"#,
      "mismatch /architecture/layers/0/dropout"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":2,"dropout":1},{"units":1}]}}"#,
      "out_of_range /architecture/layers/0/dropout"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":1,"dropconnect":-0.5}]}}"#,
      "out_of_range /architecture/layers/0/dropconnect"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":1,"sparse_mask":"half"}]}}"#,
      "not_a_number /architecture/layers/0/sparse_mask"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":2,"normalization":"layr"},{"units":1}]}}"#,
      "unknown_name /architecture/layers/0/normalization"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":1,"normalization":"layer"}]}}"#,
      "mismatch /architecture/layers/0/normalization"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":1,"init":{"scheme":"ones","bias":"ones"}}]}}"#,
      "unknown_field /architecture/layers/0/init/bias"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":1,"init":"constant"}]}}"#,
      "missing /architecture/layers/0/init/alpha"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":1,"init":"given"}]}}"#,
      "wrong_type /architecture/layers/0/init"
    ),
    (
      #"{"architecture":{"inputs":2,"layers":[{"units":1,"bias_init":{"scheme":"given"}}]}}"#,
      "missing /architecture/layers/0/bias_init/values"
    ),
  ])
  func architecture(text: String, expected: String) throws { try expectFaults(text, expected) }

  @Test(arguments: [
    (#""activation":"rleu""#, "unknown_name /activation"),
    (#""activation":1"#, "wrong_type /activation"),
    (#""init":"constant""#, "missing /alpha"),
    (#""init":{"scheme":"constant"}"#, "missing /alpha"),
    (#""init":"zeros","alpha":0.5"#, "mismatch /alpha"),
    (#""init":{"scheme":"zeros","alpha":2}"#, "mismatch /init/alpha"),
    (#""init":{"scheme":"normal","alpha":2},"alpha":3"#, "mismatch /alpha"),
    (#""init":"normal","alpha":"0.5""#, "not_a_number /alpha"),
    (#""init":"normal","alpha":2e6"#, "out_of_range /alpha"),
    (#""init":7"#, "wrong_type /init"), (#""init":{}"#, "missing /init/scheme"),
    (#""init":{"scheme":4}"#, "wrong_type /init/scheme"),
    (#""init":"xavierr_uniform""#, "unknown_name /init"),
    (#""init":{"scheme":"nomal"}"#, "unknown_name /init/scheme"),
    (#""init":{"scheme":"normal","stdd":1}"#, "unknown_field /init/stdd"),
    (#""init":{"scheme":"normal","gain":1}"#, "unknown_field /init/gain"),
    (#""init":{"scheme":"normal","std":-1}"#, "out_of_range /init/std"),
    (#""init":{"scheme":"uniform","low":1}"#, "mismatch /init/low"),
    (#""init":{"scheme":"normal","perturbation":-0.1}"#, "out_of_range /init/perturbation"),
    (#""init":{"scheme":"normal","flavor":"mxnet"}"#, "unknown_name /init/flavor"),
    (#""init":{"scheme":"xavier_uniform","flavor":"torch"}"#, "unknown_field /init/flavor"),
    (#""init":{"scheme":"truncated_normal","flavor":"torch"}"#, "unknown_name /init/flavor"),
    (#""init":{"scheme":"xavier_normal","gain":"relu"}"#, "unknown_name /init/gain"),
    (#""init":{"scheme":"xavier_normal","gain":null}"#, "not_a_number /init/gain"),
    (#""init":{"scheme":"xavier_normal","mode":"fan_in"}"#, "unknown_field /init/mode"),
    (#""init":{"scheme":"he_normal","mode":"fan_avg"}"#, "unknown_name /init/mode"),
    (#""init":{"scheme":"variance_scaling","distribution":3}"#, "wrong_type /init/distribution"),
    (#""init":{"scheme":"variance_scaling","scale":-1}"#, "out_of_range /init/scale"),
    (#""init":{"scheme":"trunc_normal","low":2}"#, "mismatch /init/low"),
    (#""init":{"scheme":"sparse","sparsity":1.5}"#, "out_of_range /init/sparsity"),
    (#""init":{"scheme":"normal","bias":"orthogonal"}"#, "mismatch /init/bias"),
    (#""init":{"scheme":"normal","bias":"constant"}"#, "missing /init/bias/alpha"),
    (#""init":{"scheme":"normal","bias":{"scheme":"given"}}"#, "mismatch /init/bias/scheme"),
    (#""init":{"scheme":"normal","bias":"nones"}"#, "unknown_name /init/bias"),
    (#""init":"given""#, "wrong_type /init"),
    (#""init":{"scheme":"given"}"#, "missing /init/layers"),
    (#""init":{"scheme":"given","layers":[]}"#, "mismatch /init/layers"),
    (
      #""init":{"scheme":"given","layers":[{"weights":[[1,2],[3,4]]},{"weights":[[1]]}]}"#,
      "mismatch /init/layers/1/weights/0"
    ),
    (
      #""init":{"scheme":"given","layers":[{"weights":[[1,2]]},{"weights":[[1,2]]}]}"#,
      "mismatch /init/layers/0/weights"
    ),
    (
      #""init":{"scheme":"given","layers":[{"weights":[[1,2],[3,null]]},{"weights":[[1,2]]}]}"#,
      "not_a_number /init/layers/0/weights/1/1"
    ),
    (
      #""init":{"scheme":"given","layers":[{"weights":[[1,2],[3,4]],"biases":[1]},{"weights":[[1,2]]}]}"#,
      "mismatch /init/layers/0/biases"
    ),
    (
      #""init":{"scheme":"given","layers":[{"weights":[[1,2],[3,4]]},{}]}"#,
      "missing /init/layers/1/weights"
    ),
  ])
  func initialisation(members: String, expected: String) throws {
    try expectFaults(spec(members), expected)
  }

  @Test(arguments: [
    (#""seed":-1"#, "out_of_range /seed"), (#""seed":1.5"#, "not_whole /seed"),
    (#""seed":18446744073709551616"#, "out_of_range /seed"),
    (#""seed":"18446744073709551616""#, "out_of_range /seed"),
    (#""seed":"+5""#, "not_a_number /seed"), (#""seed":"""#, "not_a_number /seed"),
    (#""seed":null"#, "not_a_number /seed"),
    (#""precision":"float16""#, "unknown_name /precision"),
    (#""name":7"#, "wrong_type /name"), (#""name":"""#, "out_of_range /name"),
    (#""name":"a\nb""#, "out_of_range /name"), (#""labels":[]"#, "wrong_type /labels"),
    (#""labels":{"a":1}"#, "wrong_type /labels/a"),
    (#""labels":{"a b":"c"}"#, "out_of_range /labels/a b"),
    (#""labels":{"":"c"}"#, "out_of_range /labels/"),
    (#""labels":{"a/b~":"c"}"#, "out_of_range /labels/a~1b~0"),
    (#""dataset":7"#, "wrong_type /dataset"), (#""dataset":"xorr""#, "unknown_name /dataset"),
    (#""dataset":{}"#, "missing /dataset/name"),
    (#""dataset":{"name":"circel"}"#, "unknown_name /dataset/name"),
    (#""dataset":{"name":"moons","samples":1}"#, "out_of_range /dataset/samples"),
    (#""dataset":{"name":"moons","noise":1.5}"#, "out_of_range /dataset/noise"),
    (#""dataset":{"name":"xor","noise":0.1}"#, "out_of_range /dataset/noise"),
    (#""dataset":{"name":"xor","samples":5}"#, "out_of_range /dataset/samples"),
    (#""dataset":{"name":"xor","seed":5}"#, "out_of_range /dataset/seed"),
    (#""dataset":{"name":"xor","test_share":1}"#, "out_of_range /dataset/test_share"),
    (#""dataset":{"name":"circles","test_share":0.5}"#, "mismatch /dataset/test_share"),
    (#""dataset":{"name":"circles","seed":5}"#, "out_of_range /dataset/seed"),
    (#""dataset":{"name":"moons","standardize":1}"#, "wrong_type /dataset/standardize"),
    (
      #""dataset":{"name":"xor","test_share":0.5},"training":{"batch_size":3}"#,
      "mismatch /training/batch_size"
    ),
    (#""dataset":{"name":"xor","inputs":[[1]]}"#, "unknown_field /dataset/inputs"),
    (#""dataset":{"id":"ds_1"}"#, "unknown_name /dataset/id"),
  ])
  func identityAndData(members: String, expected: String) throws {
    let faults = try specFaults(spec(members))
    #expect(faults.first.map { "\($0.code) \($0.pointer)" } == expected)
  }

  @Test(arguments: [
    (#"7"#, "wrong_type /training"), (#"{"steps":0}"#, "out_of_range /training/steps"),
    (#"{"steps":"9"}"#, "not_a_number /training/steps"),
    (#"{"steps":1e30}"#, "too_costly /training/steps"),
    (#"{"epochs":0}"#, "out_of_range /training/epochs"),
    (#"{"steps":5,"epochs":5}"#, "mismatch /training/epochs"),
    (#"{"batch_size":0}"#, "out_of_range /training/batch_size"),
    (#"{"batch_size":5}"#, "mismatch /training/batch_size"),
    (#"{"learning_rate":0}"#, "out_of_range /training/learning_rate"),
    (#"{"learning_rate":-0.1}"#, "out_of_range /training/learning_rate"),
    (#"{"optimizer":7}"#, "wrong_type /training/optimizer"),
    (#"{"optimizer":{}}"#, "missing /training/optimizer/name"),
    (#"{"optimizer":"sophia"}"#, "unknown_name /training/optimizer"),
    (#"{"optimizer":{"name":"amad"}}"#, "unknown_name /training/optimizer/name"),
    (
      #"{"optimizer":{"name":"sgd","momentum":1}}"#, "out_of_range /training/optimizer/momentum"
    ),
    (
      #"{"optimizer":{"name":"sgd","nesterov":true}}"#,
      "mismatch /training/optimizer/nesterov"
    ),
    (
      #"{"optimizer":{"name":"adam","momentum":0.9}}"#,
      "unknown_field /training/optimizer/momentum"
    ),
    (#"{"optimizer":{"name":"adam","beta2":1}}"#, "out_of_range /training/optimizer/beta2"),
    (#"{"optimizer":{"name":"adam","epsilon":0}}"#, "out_of_range /training/optimizer/epsilon"),
    (
      #"{"optimizer":{"name":"adamw","weight_decay":-1}}"#,
      "out_of_range /training/optimizer/weight_decay"
    ),
    (
      #"{"optimizer":{"name":"adam","weight_decay":1}}"#,
      "unknown_field /training/optimizer/weight_decay"
    ),
    (#"{"optimizer":{"name":"rmsprop","decay":1}}"#, "out_of_range /training/optimizer/decay"),
    (#"{"optimizer":"adagrid"}"#, "unknown_name /training/optimizer"),
    (#"{"schedule":"step"}"#, "missing /training/schedule/every"),
    (#"{"schedule":{"name":"exponential"}}"#, "missing /training/schedule/factor"),
    (#"{"schedule":{"name":"step","every":0}}"#, "out_of_range /training/schedule/every"),
    (#"{"schedule":{"name":"cosine","every":3}}"#, "unknown_field /training/schedule/every"),
    (#"{"schedule":{"name":"linear","final":11}}"#, "out_of_range /training/schedule/final"),
    (
      #"{"schedule":{"name":"constant","warmup":10000001}}"#,
      "out_of_range /training/schedule/warmup"
    ),
    (#"{"schedule":{"warmup":1}}"#, "missing /training/schedule/name"),
    (#"{"schedule":5}"#, "wrong_type /training/schedule"),
    (#"{"l1":-1}"#, "out_of_range /training/l1"), (#"{"l2":"x"}"#, "not_a_number /training/l2"),
    (#"{"gradient_clip":0}"#, "out_of_range /training/gradient_clip"),
    (#"{"gradient_noise":-1}"#, "out_of_range /training/gradient_noise"),
    (#"{"gradient_noise":{"decay":1}}"#, "missing /training/gradient_noise/std"),
    (#"{"gradient_noise":{"std":1,"decay":11}}"#, "out_of_range /training/gradient_noise/decay"),
    (#"{"weight_noise":-1}"#, "out_of_range /training/weight_noise"),
    (#"{"input_noise":true}"#, "not_a_number /training/input_noise"),
    (#"{"loss":"mse"}"#, "unknown_name /training/loss"),
    (#"{"loss":"cross_entropy"}"#, "mismatch /training/loss"),
    (#"{"l3":0.1}"#, "unknown_field /training/l3"),
    (#"{"schedule":"cosines"}"#, "unknown_name /training/schedule"),
  ])
  func training(value: String, expected: String) throws {
    try expectFaults(spec(#""training":\#(value)"#), expected)
  }

  @Test func binaryCrossEntropyNeedsOneOutput() throws {
    try expectFaults(
      #"{"architecture":[2,2],"training":{"loss":"binary_cross_entropy"}}"#,
      "mismatch /training/loss")
  }

  @Test(arguments: [
    (#"[]"#, "wrong_type /record"), (#"{"every":0}"#, "out_of_range /record/every"),
    (#"{"every":5,"points":5}"#, "mismatch /record/points"),
    (#"{"every":5,"spacing":"log"}"#, "mismatch /record/spacing"),
    (#"{"points":1}"#, "out_of_range /record/points"),
    (#"{"spacing":"logarithmic"}"#, "unknown_name /record/spacing"),
    (#"{"similarity":"yes"}"#, "wrong_type /record/similarity"),
    (#"{"snapshots":1}"#, "out_of_range /record/snapshots"),
    (#"{"what":[]}"#, "unknown_field /record/what"),
  ])
  func recording(value: String, expected: String) throws {
    try expectFaults(spec(#""record":\#(value)"#), expected)
  }

  @Test func allFaultsAreToldAtOnce() throws {
    try expectFaults(
      """
      {"architecture": {"inputs": 2, "layers": [{"units": 0, "init": "nrmal"}, {"units": "1"}]},
       "alpah": 0.5, "alpha": true, "init": {"scheme": "normal", "std": -1, "bias": "xs"},
       "seed": -1, "dataset": {"name": "moons", "noise": 9, "colour": 1}, "labels": {"a": 1},
       "training": {"steps": -1, "loss": "l", "optimizer": {"name": "adam", "beta1": 2}},
       "precision": "double", "record": {"points": 1, "snapshots": 0}}
      """,
      "unknown_field /alpah", "wrong_type /labels/a", "out_of_range /architecture/layers/0/units",
      "unknown_name /architecture/layers/0/init", "not_a_number /architecture/layers/1/units",
      "not_a_number /alpha", "out_of_range /init/std", "out_of_range /seed",
      "unknown_field /dataset/colour", "out_of_range /dataset/noise",
      "unknown_name /training/loss", "out_of_range /training/steps",
      "out_of_range /training/optimizer/beta1", "unknown_name /precision",
      "out_of_range /record/points", "out_of_range /record/snapshots")
  }

  @Test func everyCodeOccurs() throws {
    // The other tests of this suite pin each code to its cause; this one keeps the list honest.
    let causes: [SpecFault.Code: String] = [
      .unknownField: spec(#""x":1"#), .unknownName: spec(#""init":"x""#),
      .wrongType: spec(#""init":1"#), .notANumber: spec(#""alpha":"x""#),
      .notWhole: spec(#""seed":0.5"#), .outOfRange: spec(#""seed":-1"#), .missing: "{}",
      .mismatch: #"{"architecture":[5,1]}"#, .tooCostly: #"{"architecture":[2,4096,4096,1]}"#,
      .moreFaults:
        #"{"architecture":[\#(Array(repeating: "0", count: 64).joined(separator: ","))],"#
        + #""labels":{\#((0..<32).map { "\"\($0)\":0" }.joined(separator: ","))},"a":0,"b":0,"c":0,"#
        + #""d":0,"e":0}"#,
    ]
    for code in SpecFault.Code.allCases {
      let faults = try specFaults(try #require(causes[code]))
      #expect(faults.contains { $0.code == code.rawValue }, "\(code)")
    }
  }

  @Test func thereIsAnEndToTheList() throws {
    let many = Array(repeating: "null", count: 1000).joined(separator: ",")
    let faults = try specFaults(
      #"{"architecture":[2,1],"dataset":{"inputs":[[1,2]],"targets":[\#(many)]}}"#)
    #expect(faults.count == 1)
    let long = try specFaults(
      #"{"architecture":[2,1],"dataset":{"inputs":[\#(many)],"targets":[\#(many)]}}"#)
    #expect(long.count == SpecLimits.standard.faults + 1)
    #expect(long.last?.code == "more_faults")
    #expect(long.last?.pointer == "")
  }

  @Test(
    arguments: [
      (#""alpah":1"#, "alpha"), (#""sed":1"#, "seed"), (#""Architecture":1"#, "architecture"),
      (#""learning_rate":1"#, "training.learning_rate"), (#""lr":1"#, nil),
      (#""every":1"#, "record.every"), (#""noise":1"#, "dataset.noise"),
      (#""init":"xavier""#, "xavier_uniform"), (#""init":"He-Normal""#, "he_normal"),
      (#""init":"constnat""#, "constant"), (#""init":"glorot_unifrom""#, "glorot_uniform"),
      (#""activation":"RELU""#, "relu"), (#""activation":"leakyrelu""#, "leaky_relu"),
      (#""dataset":"spirals""#, "spiral"), (#""training":{"loss":"mse"}"#, "mean_squared_error"),
      (#""training":{"lr":1}"#, "learning_rate"),
      (#""training":{"loss":"bce"}"#, "binary_cross_entropy"),
      (#""training":{"optimizer":"SGD"}"#, "sgd"),
      (#""training":{"momentum":1}"#, "optimizer.momentum"),
      (#""training":{"batchsize":1}"#, "batch_size"), (#""precision":"float46""#, "float64"),
      (#""init":"quantum""#, nil), (#""colour":1"#, nil),
    ] as [(String, String?)])
  func nearNames(members: String, suggestion: String?) throws {
    let faults = try specFaults(spec(members))
    #expect(faults.count == 1)
    #expect(faults.first?.suggestion == suggestion)
    if let suggestion, !suggestion.contains(".") {
      #expect(faults.first?.detail.contains("Did you mean `\(suggestion)`?") == true)
    }
  }

  @Test func detailsSayWhatToChange() throws {
    let detail = { (text: String) throws -> String in try #require(specFaults(text).first).detail }
    #expect(
      try detail(#"{"architecture":[2,3,4]}"#)
        == "The data set xor has 2 classes: the network's outputs must be 1 or 2, not 4.")
    #expect(
      try detail(spec(#""training":{"optimizer":{"name":"sgd","momentum":1}}"#))
        == "`momentum` must be a number from 0 to below 1, not 1.")
    #expect(
      try detail(spec(#""record":{"spacing":"even"}"#))
        == "`even` is not the name of a spacing. There are: linear, log.")
    #expect(
      try detail(spec(#""training":{"dropout":1}"#))
        == "The training has no `dropout`. It has: steps, epochs, batch_size, optimizer,"
        + " learning_rate, schedule, loss, l1, l2, gradient_clip, gradient_noise, weight_noise,"
        + " input_noise.")
  }
}
