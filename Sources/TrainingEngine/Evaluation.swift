internal import Kernels
internal import TrainingModel

/// Measures a network over a whole split, in pieces that fit the engine's buffers.
struct Evaluation<Scalar: KernelScalar> {
  let engine: NetworkEngine<Scalar>
  let task: Dataset.Task
  let loss: LossFunction

  /// Mean loss, summed in float64, and the share of rows classified rightly.
  struct Figures {
    var loss: Double
    var accuracy: Double?
  }

  /// Loss and accuracy over `data`; with `gradient`, the engine's gradient becomes that of the
  /// mean loss over all rows.
  ///
  /// - Parameter visit: sees each piece after it passed, back too with `gradient`: its first row and
  ///   its rows.
  func measure(
    _ data: PackedData<Scalar>, gradient: Bool,
    visit: (_ first: Int, _ rows: Int) -> Void
  ) -> Figures {
    var sum = 0.0
    var correct = 0
    var first = 0
    while first < data.rows, !engine.stepBreak.isRaised {
      let rows = min(engine.capacity, data.rows - first)
      let inputs = data.inputs(from: first, count: rows)
      let targets = UnsafePointer(data.targets.pointer + first * data.stride)
      engine.forward(
        inputs, targets: targets, rows: rows, scale: 1 / Double(data.rows), training: gradient)
      for row in 0..<rows { sum += engine.rowLosses[row].inDouble }
      correct += countCorrect(targets, rows: rows, outputs: data.outputs, stride: data.stride)
      if gradient { engine.backward(inputs, rows: rows, restart: first == 0) }
      visit(first, rows)
      first += rows
    }
    let share = Double(correct) / Double(max(1, data.rows))
    if case .regression = task { return Figures(loss: sum / Double(max(1, data.rows))) }
    return Figures(loss: sum / Double(max(1, data.rows)), accuracy: share)
  }

  /// Rows whose answer is nearest to their target: the largest output, or for one output the side
  /// of the middle (logit 0, or ½ for the squared error).
  private func countCorrect(
    _ targets: UnsafePointer<Scalar>, rows: Int, outputs: Int, stride: Int
  ) -> Int {
    let answers = engine.answers
    let middle: Scalar = loss.takesLogits ? 0 : 0.5
    var correct = 0
    for row in 0..<rows {
      let answer = answers + row * stride
      let target = targets + row * stride
      if outputs == 1 {
        if (answer[0] > middle) == (target[0] > 0.5) { correct += 1 }
      } else {
        var best = 0
        for output in 1..<outputs where answer[output] > answer[best] { best = output }
        if target[best] > 0.5 { correct += 1 }
      }
    }
    return correct
  }
}
