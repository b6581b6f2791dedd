internal import SpecJSON
internal import StrictJSON
internal import WebRouting

extension Problem {
  /// What a sweep that cannot be expanded is answered with: every fault at once.
  init(ofSweep faults: SpecFaults) {
    self.init(
      .invalidSweep, Self.summary(faults.faults.count, first: faults.faults[0]),
      errors: faults.faults.map(Self.object),
      members: ["total_faults": .number(JSONNumber(faults.faults.count))])
  }

  /// What a sweep with specs that cannot be trained is answered with: the first faults, each with a
  /// job that has it.
  init(_ faults: SweepFaults) {
    self.init(
      .invalidSweep, Self.summary(faults.total, first: faults.listed[0].fault),
      errors: faults.listed.map { item in
        var object = Self.object(item.fault)
        if let (index, values) = item.combination {
          object["combination"] = [
            "index": .number(JSONNumber(index)), "values": .object(values),
          ]
        }
        object["combinations"] = .number(JSONNumber(item.combinations))
        return object
      },
      members: ["total_faults": .number(JSONNumber(faults.total))])
  }

  private static func summary(_ count: Int, first: SpecFault) -> String {
    count == 1
      ? "The sweep has a fault: \(first.detail)"
      : "The sweep has \(count) faults over all its jobs; errors lists the first different ones."
  }
}
