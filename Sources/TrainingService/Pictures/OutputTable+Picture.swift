internal import Drawing
internal import TrainingModel
internal import WebRouting

extension OutputTable {
  /// Answers to a grid as a picture, under the name of their job: which class each place is taken for
  /// where the network tells more than two apart, else the value of a neuron, with a line where the
  /// class changes.
  ///
  /// Throws 422 where the layer has no such neuron.
  func svg(of name: String, neuron: Int?, _ size: PictureSize) throws(Problem) -> [UInt8] {
    guard let grid else { preconditionFailure("a picture is of a grid") }
    guard neuron ?? 1 <= form.units else {
      throw OutputSelection.refusal(
        "neuron", "no_such_neuron", "Layer \(layer) has neurons 1 to \(form.units).")
    }
    let count = grid.form.size
    let place = isOutput ? "" : ", layer \(layer)"
    let showsClasses = isOutput && neuron == nil && form.units > 1 && !predicted.isEmpty
    let title = showsClasses ? "class" : "\(isOutput ? "output" : "neuron") \(neuron ?? 1)"
    return CellPicture(
      title: "\(name): \(title)\(place), step \(step)", xName: "input \(grid.form.x)",
      yName: "input \(grid.form.y)",
      x: .values(count, from: grid.xs[0], to: grid.xs[count - 1]),
      y: .values(count, from: grid.ys[0], to: grid.ys[count - 1]),
      content: showsClasses ? .classes(predicted, names: classes) : amounts(neuron ?? 1),
      divided: isOutput ? predicted : [],
      note: others(grid)
    ).svg(size)
  }

  private var classes: [String] {
    classNames.count == form.units ? classNames : (0..<form.units).map { "class \($0)" }
  }

  private func amounts(_ neuron: Int) -> CellPicture.Content {
    let own = stride(from: neuron - 1, to: values.count, by: form.units).map { place in
      AxisScale.linear.shows(values[place]) ? values[place] : nil
    }
    let numbers = own.compactMap(\.self)
    return .amounts(
      own, (numbers.min() ?? 0)...(numbers.max() ?? 0), name: isOutput ? "output" : "activation")
  }

  private func others(_ grid: InputGrid) -> String {
    grid.others.count > 2
      ? "The other inputs stand at their means over the training rows." : ""
  }
}
