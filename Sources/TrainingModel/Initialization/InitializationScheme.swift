/// One way to choose a layer's starting weights or biases: an entry of the catalogue, from which
/// validation, drawing, the API's listing and the tests all follow.
package struct InitializationScheme: Sendable {
  /// A number that a scheme takes.
  package struct Parameter: Sendable {
    package let name: String
    package let defaultValue: Double
    package let summary: String
    /// Values that make sense; anything else is refused.
    package let allowed: ClosedRange<Double>
    /// Words that may stand in the number's place.
    package var words: [String] = []
  }

  /// A word that a scheme takes.
  package struct Choice: Sendable {
    package let name: String
    package let defaultValue: String
    package let summary: String
    package let values: [String]
  }

  /// What a library draws under the scheme's name, where libraries differ.
  package struct Flavor: Sendable {
    /// The library: torch, keras or jax.
    package let name: String
    package let summary: String
    /// The library's own defaults, where they are not the scheme's.
    package var defaults: [String: Double] = [:]
  }

  /// The two parts of a layer.
  package enum Part: Sendable {
    case weights, biases
  }

  /// A layer's weight matrix, (fan_out, fan_in), or its bias vector, as the scheme sees it.
  package struct Target: Sendable {
    package var part: Part
    package var fanIn: Int
    package var fanOut: Int
    /// The gain of the layer's activation.
    package var gain: Double

    /// Numbers to draw: fan_in × fan_out, or fan_out for biases.
    package var count: Int { part == .weights ? fanIn * fanOut : fanOut }

    package init(part: Part = .weights, fanIn: Int, fanOut: Int, gain: Double) {
      self.part = part
      self.fanIn = fanIn
      self.fanOut = fanOut
      self.gain = gain
    }
  }

  /// The distribution that a scheme comes to on one target.
  package enum Distribution: Sendable, Equatable {
    /// One number everywhere.
    case constant(Double)
    /// Uniform from `low` to `high`.
    case uniform(low: Double, high: Double)
    case normal(mean: Double, deviation: Double)
    /// Normal with this mean and deviation before it is cut off below `low` and above `high`.
    case truncatedNormal(mean: Double, deviation: Double, low: Double, high: Double)
    /// A matrix that is chosen as a whole.
    case matrix(MatrixForm)
    /// Numbers sent with the spec.
    case given
  }

  /// The matrices that are chosen as a whole; only weights can be.
  package enum MatrixForm: Sendable, Equatable {
    /// Rows or columns, whichever are fewer, orthogonal and of length `gain`.
    case orthogonal(gain: Double)
    /// Ones on the main diagonal.
    case identity
    /// Ones on every diagonal that is a multiple of the shorter side away from the main one.
    case repeatedIdentity
    /// In each column this share of zeros, normal numbers in the other places.
    case sparse(zeros: Double, deviation: Double)
    /// The first rows and columns of a Hadamard matrix where the layer widens, else the identity.
    case hadamardOrIdentity
    /// Orthogonal, then scaled until the layer's sums have unit variance over the data.
    case unitVariance
  }

  /// The canonical name, in snake_case.
  package let name: String
  package var aliases: [String] = []
  package let summary: String
  package let formula: String
  package let source: String
  package var parameters: [Parameter] = []
  package var choices: [Choice] = []
  /// The libraries between which `flavor` chooses; none where they agree.
  package var flavors: [Flavor] = []
  /// Whether it can stand for weights alone.
  package var isForWeightsOnly = false
  /// The scheme of the biases where weights have this one and nothing is said of biases; `nil` for
  /// zeros.
  package var impliedBiases: String?
  /// The factor on the deviation that belongs to the scheme, where it has one.
  var gain: (@Sendable (Target, Arguments) -> Double)?
  /// What is drawn for a target, before the factor α (which `constant` and `ones` have built in).
  let distribution: @Sendable (Target, Arguments) -> Distribution

  /// Whether the numbers depend on the seed.
  package var isRandom: Bool {
    switch typicalDistribution {
    case .uniform, .normal, .truncatedNormal: true
    case .matrix(.orthogonal), .matrix(.sparse), .matrix(.unitVariance): true
    case .matrix, .constant, .given: false
    }
  }

  /// Whether neurons of one layer start differently; `given` numbers may or may not.
  package var tellsNeuronsApart: Bool {
    switch typicalDistribution {
    case .constant: false
    case .given, .uniform, .normal, .truncatedNormal, .matrix: true
    }
  }

  /// What it comes to with every default.
  package var typicalDistribution: Distribution {
    Initialization(scheme: name).distribution(for: Target(fanIn: 2, fanOut: 2, gain: 1))
  }

  /// The entry with this name or alias.
  package static func named(_ name: String) -> InitializationScheme? {
    catalogue.first { $0.name == name || $0.aliases.contains(name) }
  }

  /// Every parameter at the default of the flavor, or the scheme's own.
  package func defaults(flavor: String? = nil) -> [String: Double] {
    let own = parameters.map { ($0.name, $0.defaultValue) }
    let library = flavors.first { $0.name == flavor }?.defaults ?? [:]
    return library.merging(own) { library, _ in library }
  }

  /// Every choice at its default.
  package var defaultOptions: [String: String] {
    Dictionary(uniqueKeysWithValues: choices.map { ($0.name, $0.defaultValue) })
  }
}

extension InitializationScheme {
  /// What a scheme is called with, every default filled in.
  struct Arguments: Sendable {
    var alpha: Double
    var numbers: [String: Double]
    var options: [String: String]

    subscript(name: String) -> Double { numbers[name]! }

    var flavor: String? { options["flavor"] }

    /// Keras's and JAX's normal members of a family are cut off at two deviations.
    var cutsNormals: Bool { flavor == "keras" || flavor == "jax" }

    /// The number `gain`, or the gain of the activation where the spec asks for that.
    func gain(_ target: Target) -> Double {
      options["gain"] == InitializationScheme.gainOfActivation ? target.gain : self["gain"]
    }
  }

  /// The word that stands for the gain of the layer's own activation.
  package static let gainOfActivation = "activation"

  /// The standard deviation of a standard normal number cut off at ±2, as Keras and JAX write it.
  static let deviationAfterCut = 0.87962566103423978
}

extension Initialization {
  private var entry: InitializationScheme {
    guard let entry = InitializationScheme.named(scheme) else {
      fatalError("unknown initialisation scheme \(scheme)")
    }
    return entry
  }

  private var arguments: InitializationScheme.Arguments {
    let entry = entry
    return InitializationScheme.Arguments(
      alpha: alpha,
      numbers: parameters.merging(entry.defaults(flavor: options["flavor"])) { own, _ in own },
      options: options.merging(entry.defaultOptions) { own, _ in own })
  }

  /// What this initialisation draws for a target, before the factor α and the perturbation.
  package func distribution(
    for target: InitializationScheme.Target
  ) -> InitializationScheme.Distribution {
    entry.distribution(target, arguments)
  }

  /// The gain that the scheme puts into the deviation; `nil` where it has none.
  package func gain(for target: InitializationScheme.Target) -> Double? {
    entry.gain?(target, arguments)
  }

  /// α where it is a factor on what is drawn; 1 where the scheme has it built in.
  package var factor: Double {
    if case .constant = entry.typicalDistribution { return 1 }
    return alpha
  }
}
