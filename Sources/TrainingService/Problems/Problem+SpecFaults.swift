internal import SpecJSON
internal import StrictJSON
internal import WebRouting

extension Problem {
  /// What a spec that cannot be trained is answered with: every fault at once.
  init(_ faults: SpecFaults) {
    let count = faults.faults.count
    self.init(
      .invalidSpec,
      count == 1
        ? "The spec has a fault: \(faults.faults[0].detail)"
        : "The spec has \(count) faults; errors lists each.",
      errors: faults.faults.map(Self.object))
  }

  /// What an upload that is no data set is answered with: every fault at once.
  ///
  /// - Parameter subject: what has the faults, for the message.
  init(ofUpload faults: SpecFaults, subject: String = "The data set") {
    self.init(
      Self.isOfSize(faults) ? .datasetTooLarge : .invalidDataset,
      faults.faults.count == 1
        ? "\(subject) has a fault: \(faults.faults[0].detail)"
        : "\(subject) has \(faults.faults.count) faults; errors lists each.",
      errors: faults.faults.map(Self.object))
  }

  private static func isOfSize(_ faults: SpecFaults) -> Bool {
    faults.faults.allSatisfy { $0.code == SpecFault.Code.tooCostly.rawValue }
  }

  /// An element of `errors` about a place in the body.
  static func object(_ fault: SpecFault) -> JSONObject {
    var item: JSONObject = [
      "pointer": .string(fault.pointer), "code": .string(fault.code),
      "detail": .string(fault.detail),
    ]
    if let suggestion = fault.suggestion { item["suggestion"] = .string(suggestion) }
    return item
  }
}
