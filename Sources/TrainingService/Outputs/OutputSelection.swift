internal import SpecJSON
internal import StrictJSON
internal import TrainingModel
internal import WebRouting

/// Which answers of a network a client wants: of which layer, at which step, and to which rows.
struct OutputSelection: Sendable, Equatable {
  /// What is put to the network.
  enum Source: Sendable, Equatable {
    /// Rows of the job's data set: `?split=&limit=&offset=`.
    case dataset(RowPage)
    /// `?grid=`: all combinations of values of two inputs.
    case grid(InputGrid.Form)
    /// Rows that came with the request, (rows, inputs).
    case sent([Double])
  }

  static let parameters: [RouteParameter] =
    [.one("at"), .one("layer")] + RowPage.parameters + [.one("grid"), .many("over")]
  private static let layers = 1...10_000

  /// The step: `initial`, `final` or a number; nil for the last.
  var at: String?
  /// Counted from 1, the first hidden layer; nil for the output.
  var layer: Int?
  var source: Source

  init(at: String?, layer: Int?, source: Source) {
    self.at = at
    self.layer = layer
    self.source = source
  }

  init(_ query: CheckedQuery) throws(Problem) {
    at = query["at"]
    layer = try query.integer("layer", in: Self.layers)
    let page = try RowPage(query)
    guard let form = try InputGrid.Form(query) else {
      source = .dataset(page)
      return
    }
    for parameter in RowPage.parameters where query[parameter.name] != nil {
      throw Problem.query(
        parameter: parameter.name, code: "misplaced_parameter",
        "\(parameter.name) is of the data set's rows: leave it out, or leave grid out.")
    }
    source = .grid(form)
  }

  /// Reads the body `{"inputs": [[…]], "at", "layer"}` of a request about a job of this spec.
  ///
  /// - Throws: every fault of it.
  static func read(_ body: JSONValue, for spec: TrainingSpec) throws(SpecFaults) -> OutputSelection
  {
    let faults = FaultList(capacity: SpecLimits.standard.faults)
    let selection = read(Cursor(value: body, pointer: .root, faults: faults), spec)
    guard let selection, faults.isEmpty else { throw SpecFaults(faults: faults.list()) }
    return selection
  }

  private static let body = FieldTable(
    subject: "a request for outputs", names: ["inputs", "at", "layer"])

  private static func read(_ root: Cursor, _ spec: TrainingSpec) -> OutputSelection? {
    guard let fields = Fields(root, body) else { return nil }
    let layer = fields["layer"].map { $0.integer(1...spec.layers.count) }
    let at = fields["at"].map { place in
      place.value.stringValue ?? place.integer(0...SpecLimits.standard.steps).map { String($0) }
    }
    guard let place = fields.required("inputs", "`inputs` is missing: one row of numbers a sample.")
    else { return nil }
    let count = place.value.arrayValue?.count ?? 0
    guard count <= RowPage.mostRows,
      count.timesClamped(spec.inputs) <= RowPage.mostNumbers
    else {
      place.fault(
        .tooCostly,
        "There are \(count) rows; at most \(RowPage.mostRows) of at most \(RowPage.mostNumbers)"
          + " numbers are answered.")
      return nil
    }
    let rows = NumberReader(faults: root.faults).table(
      place, columns: (spec.inputs, of: "one an input of the network"))
    guard let rows, layer == nil || layer! != nil, at == nil || at! != nil else { return nil }
    return OutputSelection(at: at ?? nil, layer: layer ?? nil, source: .sent(rows.values.inFloat64))
  }

  /// The layer that is meant. Throws 422 where the network has none such, where the rows have no test
  /// split or are too many, and where a grid does not fit the network.
  func checkedLayer(_ spec: TrainingSpec) throws(Problem) -> Int {
    guard layer ?? 1 <= spec.layers.count else {
      throw Self.refusal(
        "layer", "no_such_layer",
        "This network has layers 1 to \(spec.layers.count), the last its output.")
    }
    let layer = layer ?? spec.layers.count
    let units = spec.layers[layer - 1].units
    switch source {
    case .dataset(let page): try page.check(spec.dataset)
    case .grid(let form):
      try form.check(inputs: spec.inputs)
      guard form.rows.timesClamped(units) <= RowPage.mostNumbers else {
        throw Self.refusal(
          "grid", "too_many_numbers",
          "\(form.rows) rows of \(units) neurons are more than \(RowPage.mostNumbers) numbers.")
      }
    case .sent(let values):
      guard (values.count / spec.inputs).timesClamped(units) <= RowPage.mostNumbers else {
        throw Self.refusal(
          "layer", "too_many_numbers",
          "\(values.count / spec.inputs) rows of \(units) neurons are more than"
            + " \(RowPage.mostNumbers) numbers.")
      }
    }
    return layer
  }

  static func refusal(_ parameter: String, _ code: String, _ detail: String) -> Problem {
    Problem(
      .unavailableSelection, detail,
      errors: [Problem.fault(parameter: parameter, code: code, detail)])
  }

  /// Rows that pass through the network.
  func rows(of spec: TrainingSpec) -> Int {
    switch source {
    case .dataset(let page):
      page.split == .train ? spec.dataset.trainRows : spec.dataset.testRows
    case .grid(let form): form.rows
    case .sent(let values): values.count / max(1, spec.inputs)
    }
  }

  /// Whether the data set is looked at.
  var needsDataset: Bool {
    if case .sent = source { return false }
    return true
  }
}
