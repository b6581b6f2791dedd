internal import ByteCoding
internal import Experiments
internal import Jobs
internal import StrictJSON
internal import WebRouting

/// The results of a sweep gathered over fields that varied, such as the seed: one group for all jobs
/// that agree in the others.
struct SweepStatistics: Sendable {
  fileprivate struct Group: Sendable {
    /// What its jobs have in common, one a field of `by`.
    var values: [JSONValue]
    var jobs = 0
    /// How many of its jobs came to each outcome.
    var outcomes: [RunOutcome: Int] = [:]
    /// The finite numbers of each measure.
    var numbers: [[Double]]
  }

  /// The measures that every sweep has, in order; those of the hidden layers stand before the last.
  private static let figures = SweepTable.figures.map(\.name).filter { $0 != "outcome" }

  /// The fields that tell the groups apart.
  let by: [String]
  /// Those that are gathered over.
  let over: [String]
  private let hiddenLayers: Int
  private let groups: [Group]

  /// The statistics of a table.
  ///
  /// - Parameter over: fields among the table's `varied`.
  /// - Complexity: O(rows × columns).
  init(_ table: SweepTable, over: Set<String>) {
    self.init(table, SweepGroups(table, over: over))
  }

  /// The statistics of groups of a table.
  init(_ table: SweepTable, _ gathered: SweepGroups) {
    by = gathered.by
    over = gathered.over
    hiddenLayers = table.hiddenLayers
    groups = gathered.groups.map { gathered in
      var group = Group(
        values: gathered.values,
        numbers: Array(repeating: [], count: Self.figures.count + table.hiddenLayers + 1))
      for row in gathered.rows { group.take(row, of: table) }
      return group
    }
  }

  /// `{"id", "state", "by", "over", "groups": [{"values": {…}, "jobs", "outcomes", …}]}`.
  func json(_ sweep: Sweep) -> Pieces {
    let head = SweepEncoding.head(of: sweep, by: by, over: over)
    return lines { index, group in
      [UInt8(ascii: index > 0 ? "," : "[")] + object(group).serialized()
    }.between(head, Array((groups.isEmpty ? "[]}" : "]}").utf8))
  }

  /// A row a group: what its jobs have in common, how many came to each outcome, and eight columns a
  /// measure.
  var table: RowTable {
    let groups = groups
    let summaries = groups.map { $0.numbers.map { NumberSummary($0)?.members.map(\.value) } }
    var columns = by.enumerated().map { place, name in
      RowTable.Column(name) { RowTable.Cell(groups[$0].values[place]) }
    }
    columns.append(RowTable.Column("jobs") { .integer(groups[$0].jobs) })
    columns += RunOutcome.allCases.map { outcome in
      RowTable.Column(outcome.rawValue) { .integer(groups[$0].outcomes[outcome] ?? 0) }
    }
    for (place, measure) in measures.enumerated() {
      columns += NumberSummary.names.enumerated().map { member, name in
        RowTable.Column("\(measure)_\(name)") { RowTable.Cell(summaries[$0][place]?[member]) }
      }
    }
    return RowTable(rows: groups.count, columns: columns)
  }

  private func lines(_ text: @escaping @Sendable (Int, Group) -> [UInt8]) -> Pieces {
    let ranges = Pieces.ranges(of: groups.count, by: 64)
    return Pieces(count: ranges.count) { piece in
      ranges[piece].flatMap { text($0, groups[$0]) }
    }
  }

  private func object(_ group: Group) -> JSONValue {
    func summary(_ place: Int) -> JSONValue {
      NumberSummary(group.numbers[place]).map {
        .object(JSONObject(unique: $0.members.map { ($0.name, $0.value) }))
      } ?? .null
    }
    var object: JSONObject = [
      "values": .object(JSONObject(unique: zip(by, group.values).map { ($0, $1) })),
      "jobs": .number(JSONNumber(group.jobs)),
      "outcomes": .object(
        JSONObject(
          unique: RunOutcome.allCases.map { outcome in
            (outcome.rawValue, .number(JSONNumber(group.outcomes[outcome] ?? 0)))
          })),
    ]
    for (place, name) in Self.figures.enumerated() { object[name] = summary(place) }
    object["distinct_neurons"] = .array(
      (0..<hiddenLayers).map { summary(Self.figures.count + $0) })
    object["seconds"] = summary(group.numbers.count - 1)
    return .object(object)
  }
}

extension SweepStatistics {
  /// A group by one of its measures.
  struct Summary: Sendable {
    /// One a field of `by`.
    var values: [JSONValue]
    var jobs: Int
    /// Nil where no job has a number.
    var summary: NumberSummary?
  }

  /// The names of the measures, those of hidden layers as in a table.
  var measures: [String] {
    Self.figures + SweepTable.names(ofHiddenLayers: hiddenLayers) + ["seconds"]
  }

  /// The groups by a measure, in order; nil where there is none such.
  func summaries(of measure: String) -> [Summary]? {
    measures.firstIndex(of: measure).map { place in
      groups.map {
        Summary(values: $0.values, jobs: $0.jobs, summary: NumberSummary($0.numbers[place]))
      }
    }
  }
}

extension SweepStatistics.Group {
  /// Takes a job's figures in.
  fileprivate mutating func take(_ row: SweepTable.Row, of table: SweepTable) {
    jobs += 1
    var place = 0
    func add(_ value: JSONValue?) {
      if let number = value?.numberValue?.asDouble, number.isFinite {
        numbers[place].append(number)
      }
      place += 1
    }
    for (figure, value) in zip(SweepTable.figures, row.figures) {
      if figure.name == "outcome" {
        if let outcome = value.stringValue.flatMap(RunOutcome.init(rawValue:)) {
          outcomes[outcome, default: 0] += 1
        }
      } else {
        add(value)
      }
    }
    for layer in 0..<table.hiddenLayers {
      let neurons = row.distinctNeurons ?? []
      add(neurons.indices.contains(layer) ? neurons[layer] : nil)
    }
    add(row.seconds)
  }
}
