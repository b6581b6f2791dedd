internal import TrainingModel
internal import WebRouting

/// All combinations of evenly spaced values of two inputs, around the training rows; the other inputs
/// stand at their means.
struct InputGrid: Sendable, Equatable {
  /// What a client says of a grid: `?grid=64&over=1,2`.
  struct Form: Sendable, Equatable {
    static let sizes = 2...512
    private static let inputs = 1...10_000

    /// Values of each of the two inputs.
    var size: Int
    /// Counted from 1.
    var x: Int
    var y: Int

    /// Rows of the grid.
    var rows: Int { size * size }

    /// Nil where no grid is asked for.
    init?(_ query: CheckedQuery) throws(Problem) {
      guard let size = try query.integer("grid", in: Self.sizes) else {
        guard query["over"] == nil else {
          throw Problem.query(
            parameter: "over", code: "misplaced_parameter", "over is of a grid: give grid too.")
        }
        return nil
      }
      let over = query.list("over").map { plainInteger($0) ?? 0 }
      guard over.isEmpty || over.count == 2 && over[0] != over[1],
        over.allSatisfy(Self.inputs.contains)
      else {
        throw Problem.query(
          parameter: "over", code: "out_of_range",
          "over must be two different inputs, counted from 1, such as 1,2.")
      }
      self.size = size
      (x, y) = over.isEmpty ? (1, 2) : (over[0], over[1])
    }

    /// Throws 422 where a network has not these inputs.
    func check(inputs: Int) throws(Problem) {
      guard max(x, y) <= inputs else {
        throw OutputSelection.refusal(
          "over", "no_such_input",
          inputs == 1
            ? "This network has one input, and a grid is over two."
            : "This network has inputs 1 to \(inputs).")
      }
    }
  }

  /// The part of the range of the training rows by which the grid reaches past it on each side.
  static let margin = 0.1

  let form: Form
  /// The values of the two inputs, ascending.
  let xs: [Double]
  let ys: [Double]
  /// What the inputs are in every row, but for the two.
  let others: [Double]

  /// The grid around the training rows of `data`.
  ///
  /// - Precondition: the rows have the two inputs.
  /// - Complexity: O(numbers).
  init(_ form: Form, around data: Dataset) {
    self.form = form
    let inputs = data.train.inputs
    func values(_ input: Int) -> [Double] {
      let own = stride(from: input - 1, to: inputs.count, by: data.features).map { inputs[$0] }
      let (low, high) = (own.min() ?? 0, own.max() ?? 0)
      let reach = high > low ? Self.margin * (high - low) : 1
      let (start, end) = (low - reach, high + reach)
      return (0..<form.size).map { start + (end - start) * Double($0) / Double(form.size - 1) }
    }
    xs = values(form.x)
    ys = values(form.y)
    var means = [Double](repeating: 0, count: data.features)
    for (place, value) in inputs.enumerated() {
      means[place % data.features] += value / Double(max(1, data.trainRows))
    }
    others = means
  }

  /// The inputs of some rows: row `i × size + j` has the i-th value of y and the j-th of x.
  func rows(_ range: Range<Int>) -> [Double] {
    range.flatMap { row in
      var inputs = others
      inputs[form.x - 1] = xs[row % form.size]
      inputs[form.y - 1] = ys[row / form.size]
      return inputs
    }
  }
}
