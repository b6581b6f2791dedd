internal import StrictJSON
internal import TrainingModel

/// Targets seen as classes.
///
/// A column of whole numbers is numbered anew from 0, in their order, unless they are class numbers as
/// they stand; the numbers are then the classes' names. Several columns of which each row has one 1 and
/// else zeros are a class a column.
struct ClassTargets {
  /// More different whole numbers than this are amounts, if nobody says what they are.
  static let few = 20
  /// The last whole number that all float64 arithmetic tells from its neighbours.
  private static let largest = 9_007_199_254_740_992.0

  let rows: InlineRows
  let limits: SpecLimits
  let faults: FaultList
  /// The different targets, ascending, where they are one column of whole numbers, and no more than a
  /// network may have outputs.
  let labels: [Int]?

  /// - Complexity: O(rows).
  init(rows: InlineRows, limits: SpecLimits, faults: FaultList) {
    self.rows = rows
    self.limits = limits
    self.faults = faults
    labels = Self.labels(of: rows, most: limits.units)
  }

  private static func labels(of rows: InlineRows, most: Int) -> [Int]? {
    guard rows.train.targets.columns == 1 else { return nil }
    var labels: Set<Int> = []
    for value in rows.splits.lazy.flatMap(\.targets.values) {
      guard value.rounded() == value, abs(value) <= largest else { return nil }
      labels.insert(Int(value))
      if labels.count > most { return nil }
    }
    return labels.sorted()
  }

  /// Whether the targets are so few different whole numbers that they may well be classes.
  var isFew: Bool { labels.map { $0.count <= Self.few } ?? false }

  /// Whether they are 0 up to their number less one, and at least two.
  var isNumbered: Bool { labels.map { $0.count > 1 && $0.elementsEqual(0..<$0.count) } ?? false }

  /// Classes for which the targets are class numbers as they stand, where a network has so many
  /// outputs; nil where it has not.
  func classes(ofOutputs outputs: Int) -> Int? {
    guard let first = labels?.first, let last = labels?.last, first >= 0 else { return nil }
    let classes = max(2, last + 1)
    return Dataset.Task.classification(classes: classes).fittingOutputs.contains(outputs)
      ? classes : nil
  }

  /// Whether each row of several columns is a class.
  var isOneHot: Bool {
    rows.train.targets.columns > 1 && rows.splits.allSatisfy { $0.classes != nil }
  }

  /// The rows with class numbers for targets, and their task; nil where a target is no class.
  ///
  /// - Parameter outputs: those of the network, where there is one.
  /// - Complexity: O(rows × target columns).
  func classified(outputs: Int? = nil) -> (rows: InlineRows, task: Dataset.Task)? {
    let told = rows.task.classes
    if rows.train.targets.columns > 1 { return oneHot(told) }
    if rows.hasClassNames, let told, told < rows.names.classes.count {
      faults.add(
        .mismatch, at: rows.train.targetsPlace,
        "There are \(rows.names.classes.count) names of classes, and `classes` is \(told).")
      return nil
    }
    guard let labels, let first = labels.first, let last = labels.last else {
      refuse(below: nil)
      return nil
    }
    let standing = told ?? outputs.flatMap(classes(ofOutputs:)) ?? max(2, labels.count)
    if first >= 0, last < standing { return (rows, .classification(classes: standing)) }
    guard told == nil || told == labels.count else {
      refuse(below: standing)
      return nil
    }
    return (rows.numbered(labels), .classification(classes: max(2, labels.count)))
  }

  /// Asks what the targets are, which may be classes and may be amounts.
  func ask() {
    let labels = labels ?? []
    let shown = labels.prefix(6).map(String.init).joined(separator: ", ")
    faults.add(
      .missing, at: rows.train.targetsPlace.sibling("task"),
      "The targets are the whole numbers \(shown)\(labels.count > 6 ? " and so on" : ""). Say `task`"
        + " classification where they name classes, or regression where they are amounts.")
  }

  private func oneHot(_ told: Int?) -> (rows: InlineRows, task: Dataset.Task)? {
    let columns = rows.train.targets.columns
    guard columns <= limits.units, told == nil || told == columns else {
      faults.add(
        .mismatch, at: rows.train.targetsPlace,
        told.map { "There are \(columns) columns of targets, one a class, and `classes` is \($0)." }
          ?? "There are \(columns) columns of targets; at most \(limits.units) classes are allowed."
      )
      return nil
    }
    var numbered = rows
    numbered.names.classes = rows.names.targets
    numbered.names.targets = []
    for (index, split) in rows.splits.enumerated() {
      guard let classes = split.classes else {
        split.fault(
          .mismatch, row: split.firstMixedRow,
          "Targets of classification are a class a row: a whole number, a name, or several columns of"
            + " which one is 1 and the others are 0. This row has none.", faults)
        return nil
      }
      let table = NumberTable(rows: classes.count, columns: 1, values: classes)
      if index == 0 { numbered.train.targets = table } else { numbered.test?.targets = table }
    }
    return (numbered, .classification(classes: columns))
  }

  /// Adds a fault for every target that is no whole number or, where there is an `end`, none from 0 to
  /// below it.
  private func refuse(below end: Int?) {
    var isTold = false
    for split in rows.splits {
      for (row, value) in split.targets.values.enumerated() where !faults.isFull {
        let isWhole = value.rounded() == value
        if isWhole, abs(value) <= Self.largest {
          guard let end, value < 0 || value >= Double(end) else { continue }
        }
        let range = end.map { "from 0 to \($0 - 1)" } ?? "that is exact in float64"
        let detail = "A class must be a whole number \(range), not \(value.plain)."
        split.fault(isWhole ? .outOfRange : .notWhole, row: row, detail, faults)
        isTold = true
      }
    }
    guard !isTold else { return }
    faults.add(
      .outOfRange, at: rows.train.targetsPlace,
      "There are more than \(limits.units) different targets; there may be as many classes.")
  }
}

extension InlineRows {
  /// The same with each target's place among `labels` in its place, and the labels for names.
  fileprivate func numbered(_ labels: [Int]) -> InlineRows {
    let places = Dictionary(uniqueKeysWithValues: zip(labels, 0...))
    func number(_ table: NumberTable) -> NumberTable {
      var numbered = table
      numbered.values = RowNumbers(table.values.map { Double(places[Int($0)]!) })
      return numbered
    }
    var rows = self
    rows.train.targets = number(train.targets)
    if let test { rows.test?.targets = number(test.targets) }
    rows.names.classes = labels.map(String.init)
    return rows
  }
}

extension InlineRows.Split {
  /// The class of each row of several columns; nil where a row is none.
  fileprivate var classes: [Double]? {
    let columns = targets.columns
    var classes: [Double] = []
    classes.reserveCapacity(targets.rows)
    for row in 0..<targets.rows {
      guard let place = place(ofRow: row, columns) else { return nil }
      classes.append(Double(place))
    }
    return classes
  }

  /// The first row that is no class.
  fileprivate var firstMixedRow: Int {
    (0..<targets.rows).first { place(ofRow: $0, targets.columns) == nil } ?? 0
  }

  /// The column that is 1 in a row, all others being 0.
  private func place(ofRow row: Int, _ columns: Int) -> Int? {
    var place: Int?
    for column in 0..<columns {
      let value = targets.values[row * columns + column]
      if value == 0 { continue }
      guard value == 1, place == nil else { return nil }
      place = column
    }
    return place
  }

  /// Adds a fault of one row's target, at the place where it was sent.
  fileprivate func fault(
    _ code: SpecFault.Code, row: Int, _ detail: String, _ faults: FaultList
  ) {
    switch origin {
    case .json: faults.add(code, at: targetsPlace.appending(row), detail)
    case .text(let lines): faults.add(code, at: targetsPlace, "Line \(lines[row]): \(detail)")
    case .file: faults.add(code, at: targetsPlace, "Row \(row + 1): \(detail)")
    }
  }
}

extension JSONPointer {
  /// The place beside this one.
  fileprivate func sibling(_ name: String) -> JSONPointer {
    tokens.dropLast().reduce(JSONPointer.root) { $0.appending($1) }.appending(name)
  }
}
