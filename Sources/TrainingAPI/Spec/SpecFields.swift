/// The members of every object of a spec, one table an object, in the order in which
/// ``SpecWriter`` writes them.
enum SpecFields {
  static let spec = FieldTable(
    subject: "a spec",
    names: [
      "name", "labels", "architecture", "activation", "init", "alpha", "seed", "dataset",
      "training", "precision", "record",
    ],
    inner: [("training", training), ("record", record), ("dataset", generatedDataset)])

  static let architecture = FieldTable(subject: "an architecture", names: ["inputs", "layers"])

  static let layer = FieldTable(
    subject: "a layer", names: ["units", "activation", "bias", "init", "bias_init"])

  /// The members of an initialisation beside those of its scheme and its place.
  static let initialization = ["scheme", "alpha", "perturbation"]

  static let givenLayer = FieldTable(
    subject: "a layer of given weights", names: ["weights", "biases"])

  static let generatedDataset = FieldTable(
    subject: "a built-in data set", names: ["name", "samples", "noise", "seed"])

  static let inlineDataset = FieldTable(
    subject: "an inline data set",
    names: ["inputs", "targets", "test_inputs", "test_targets", "task", "classes"])

  static let training = FieldTable(
    subject: "the training",
    names: ["steps", "epochs", "batch_size", "optimizer", "learning_rate", "loss"],
    inner: [("optimizer", sgd), ("optimizer", adam)])

  static let sgd = FieldTable(subject: "sgd", names: ["name", "momentum", "nesterov"])

  static let adam = FieldTable(subject: "adam", names: ["name", "beta1", "beta2", "epsilon"])

  static let record = FieldTable(
    subject: "the recording", names: ["every", "points", "spacing", "similarity", "snapshots"])
}
