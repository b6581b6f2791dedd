internal import StrictJSON
internal import TrainingModel

/// Settles what the targets are, and holds data, architecture and loss against each other.
///
/// Inline targets are, unless `task` says otherwise:
/// - classes where `classes` is there;
/// - real numbers where they are rows of two or more;
/// - classes where the loss named is a cross-entropy; real numbers where it is
///   `mean_squared_error` and the network has one output;
/// - classes where all are whole numbers and their number fits the network: as many outputs as
///   classes, or one output for the classes 0 and 1;
/// - a question where they are few different whole numbers and the network has one output;
/// - else real numbers.
///
/// Rows of which one number is 1 and the others are 0 are classes where `task` or the loss says so.
/// ``ClassTargets`` says how classes are numbered.
struct TaskReader {
  let architecture: ArchitectureDraft
  let loss: LossFunction?
  /// Where `training.loss` stands or would stand.
  let lossPlace: JSONPointer
  let faults: FaultList
  let limits: SpecLimits

  /// What the trainer needs to know, with the rows that came with the spec as they were sent, or `nil`
  /// where something does not fit.
  func read(
    _ data: DatasetDraft
  ) -> (dataset: DatasetSpec, loss: LossFunction, rows: InlineUpload?)? {
    let fitsInputs = data.features == architecture.inputs
    if !fitsInputs {
      faults.add(
        .mismatch, at: architecture.inputsPlace,
        "\(data.label) has \(data.features) features a row, so the network needs"
          + " \(data.features) inputs, not \(architecture.inputs).")
    }
    switch data {
    case .generated(let generator, let parameters):
      guard let loss = fit(generator.task, data.label), fitsInputs else { return nil }
      return (.generated(name: generator.name, parameters: parameters), loss, nil)
    case .stored(let stored):
      guard let loss = fit(stored.shape.task, data.label), fitsInputs else { return nil }
      return (.stored(stored), loss, nil)
    case .inline(let rows):
      guard let (rows, task) = task(of: rows), let loss = fit(task, data.label), fitsInputs
      else { return nil }
      return (.inline(rows.dataset(task)), loss, InlineUpload(rows, task: task))
    }
  }

  private var outputs: Int { architecture.output.units }

  // MARK: What inline targets are

  private func task(of rows: InlineRows) -> (InlineRows, Dataset.Task)? {
    let targets = ClassTargets(rows: rows, limits: limits, faults: faults)
    switch rows.task.kind ?? guess(rows, targets) {
    case .classification: return targets.classified(outputs: outputs)
    case .regression: return (rows, .regression(outputs: rows.train.targets.columns))
    case nil:
      targets.ask()
      return nil
    }
  }

  /// The task of targets that are not called either; nil where it must be asked for.
  private func guess(_ rows: InlineRows, _ targets: ClassTargets) -> NamedTask.Kind? {
    if rows.task.classes != nil { return .classification }
    guard rows.train.targets.columns == 1 else {
      return loss?.takesLogits == true && targets.isOneHot ? .classification : .regression
    }
    switch loss {
    case .binaryCrossEntropy, .crossEntropy: return .classification
    case .meanSquaredError where outputs == 1: return .regression
    case .meanSquaredError, nil:
      if targets.classes(ofOutputs: outputs) != nil { return .classification }
      // Several outputs and one column of targets cannot be real numbers.
      if outputs > 1, targets.labels != nil { return .classification }
      return targets.isFew ? nil : .regression
    }
  }

  // MARK: What fits

  /// The loss, where the network's outputs, the task and the loss named fit each other.
  private func fit(_ task: Dataset.Task, _ label: String) -> LossFunction? {
    guard fitsOutputs(task, label) else { return nil }
    let chosen = loss ?? standardLoss(task)
    if let problem = problem(chosen, task) {
      faults.add(.mismatch, at: lossPlace, problem)
      return nil
    }
    guard !chosen.takesLogits || architecture.output.activation == .linear else {
      faults.add(
        .mismatch, at: architecture.output.activationPlace,
        "\(chosen.rawValue) takes the network's outputs as logits: leave the last layer linear,"
          + " or name the loss mean_squared_error.")
      return nil
    }
    return chosen
  }

  private func fitsOutputs(_ task: Dataset.Task, _ label: String) -> Bool {
    let fitting = task.fittingOutputs
    guard !fitting.contains(outputs) else { return true }
    let what =
      switch task {
      case .classification(let classes): "\(classes) classes"
      case .regression(let columns): "targets of \(columns) real numbers"
      }
    let wanted = fitting.map(String.init).joined(separator: " or ")
    faults.add(
      .mismatch, at: architecture.output.unitsPlace,
      "\(label) has \(what): the network's outputs must be \(wanted), not \(outputs).")
    return false
  }

  private func standardLoss(_ task: Dataset.Task) -> LossFunction {
    switch task {
    case .regression: .meanSquaredError
    case .classification: outputs == 1 ? .binaryCrossEntropy : .crossEntropy
    }
  }

  /// Why this loss does not go with the task, or `nil` where it does.
  private func problem(_ loss: LossFunction, _ task: Dataset.Task) -> String? {
    switch (loss, task) {
    case (.meanSquaredError, _): nil
    case (_, .regression):
      "\(loss.rawValue) is for classes, and the targets are real numbers: name"
        + " mean_squared_error. Rows of which one number is 1 and the others are 0 are classes where"
        + " `task` is classification."
    case (.binaryCrossEntropy, .classification):
      outputs == 1 ? nil : "binary_cross_entropy needs one output: name cross_entropy."
    case (.crossEntropy, .classification):
      outputs > 1
        ? nil
        : "cross_entropy needs an output for each class: name"
          + " binary_cross_entropy, or give the network 2 outputs."
    }
  }
}

extension Dataset.Task {
  /// Outputs that a network for this task may have. Two classes may share one, the logit of class 1.
  var fittingOutputs: [Int] {
    switch self {
    case .classification(2): [1, 2]
    case .classification(let classes): [classes]
    case .regression(let columns): [columns]
    }
  }
}
