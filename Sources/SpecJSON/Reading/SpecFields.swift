internal import TrainingModel

/// The members of every object of a spec, one table an object, in the order in which
/// ``SpecWriter`` writes them.
package enum SpecFields {
  package static let spec = FieldTable(
    subject: "a spec",
    names: [
      "name", "labels", "max_seconds", "architecture", "activation", "init", "alpha", "seed",
      "dataset",
      "training", "precision", "record",
    ],
    inner: [("training", training), ("record", record), ("dataset", generatedDataset)])

  package static let architecture = FieldTable(
    subject: "an architecture", names: ["inputs", "layers"])

  package static let layer = FieldTable(
    subject: "a layer",
    names: [
      "units", "activation", "bias", "init", "bias_init", "dropout", "dropconnect", "sparse_mask",
      "normalization",
    ])

  /// The members of an initialisation beside those of its scheme and its place.
  package static let initialization = ["scheme", "alpha", "perturbation"]

  package static let givenLayer = FieldTable(
    subject: "a layer of given weights", names: ["weights", "biases"])

  package static let generatedDataset = FieldTable(
    subject: "a built-in data set",
    names: ["name", "samples", "noise", "seed", "test_share", "standardize"])

  package static let storedDataset = FieldTable(
    subject: "an uploaded data set", names: ["id"] + RowPreparation.names)

  package static let inlineDataset = FieldTable(
    subject: "an inline data set",
    names: ["inputs", "targets", "test_inputs", "test_targets"] + NamedTask.names
      + RowPreparation.names)

  package static let csvDataset = FieldTable(
    subject: "a data set of comma-separated values",
    names: ["csv", "target"] + CSVFormat.names + NamedTask.names + RowPreparation.names)

  /// What an upload of CSV and one of rows may have; the rows are arrays, or IDX files of a form.
  package static let uploadedCSV = FieldTable(
    subject: "an upload of comma-separated values",
    names: ["name", "csv", "target"] + CSVFormat.names + NamedTask.names + ["divisor"])

  package static let uploadedRows = FieldTable(
    subject: "an upload of rows",
    names: ["name", "inputs", "targets", "test_inputs", "test_targets"] + NamedTask.names
      + ["divisor"])

  /// The field of an upload that is text of comma-separated values.
  package static let uploadedText = "csv"

  /// The fields of a form that are files.
  package static let uploadedFiles = [
    uploadedText, "inputs", "targets", "test_inputs", "test_targets",
  ]

  package static let training = FieldTable(
    subject: "the training",
    names: [
      "steps", "epochs", "batch_size", "optimizer", "learning_rate", "schedule", "loss", "l1", "l2",
      "gradient_clip", "gradient_noise", "weight_noise", "input_noise",
    ],
    inner: FieldTable.rules(OptimizerRule.self).map { ("optimizer", $0) }
      + FieldTable.rules(ScheduleRule.self, others: ["warmup"]).map { ("schedule", $0) })

  package static let gradientNoise = FieldTable(
    subject: "the gradient noise", names: ["std", "decay"])

  static let record = FieldTable(
    subject: "the recording",
    names: ["every", "points", "spacing", "similarity", "snapshots", "curvature", "rows"])
}
