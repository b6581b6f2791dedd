package import StrictJSON
internal import TrainingModel

/// Makes a data set of an upload, whatever form it came in.
///
/// Targets are, unless `task` says otherwise: classes where they are names, or `classes` is there, or
/// they are one column of whole numbers in which every one from 0 to the largest occurs; a question
/// where they are one column of few different whole numbers; else real numbers.
package struct UploadReader {
  package let limits: DatasetLimits
  /// Of what every client may send.
  private let standard = SpecLimits.standard

  package init(limits: DatasetLimits) {
    self.limits = limits
  }

  /// The data set with its name.
  ///
  /// - Throws: everything that is wrong with it; the pointers name members, fields and files.
  /// - Complexity: O(bytes).
  package func read(
    _ options: JSONObject, _ files: [String: UploadFile]
  ) throws(SpecFaults) -> (name: String?, content: DatasetContent) {
    let faults = FaultList(capacity: standard.faults)
    var object = options
    // In one order whatever the hashes are, so that faults are told in one.
    for (name, file) in files.sorted(by: { $0.key < $1.key }) where object[name] == nil {
      // Its place among the members; it is read where it lies.
      object[name] = .string("")
      if name == SpecFields.uploadedText, !file.isUTF8 {
        faults.add(.mismatch, at: JSONPointer.root.appending(name), "The text is not UTF-8.")
      }
    }
    let root = Cursor(value: .object(object), pointer: .root, faults: faults)
    let read = read(root, files)
    guard let read, faults.isEmpty else { throw SpecFaults(faults: faults.list()) }
    return read
  }

  private func read(_ root: Cursor, _ files: [String: UploadFile]) -> (String?, DatasetContent)? {
    let faults = root.faults
    let isCSV = root.value["csv"] != nil
    guard faults.isEmpty,
      let fields = Fields(root, isCSV ? SpecFields.uploadedCSV : SpecFields.uploadedRows)
    else { return nil }
    let name = LabelReader(limits: standard).name(fields)
    let divisor = fields.number("divisor", .divisor, default: 1)
    let bounds = RowLimits(
      rows: limits.rows, numbers: limits.numbers, phrase: "may be uploaded as one data set")
    let rows: InlineRows?
    if isCSV {
      rows = CSVRowsReader(
        limits: standard, bounds: bounds, file: files[SpecFields.uploadedText]?.bytes
      )
      .read(fields)
    } else if files.isEmpty {
      rows = InlineRowsReader(limits: standard, bounds: bounds).read(fields)
    } else {
      rows = IDXRowsReader(limits: standard, bounds: bounds, files: files).read(fields)
    }
    guard let rows, let name, let divisor, fits(rows, root) else { return nil }
    guard let (rows, task) = task(of: rows, faults) else { return nil }
    let content = DatasetContent(data: rows.dataset(task), divisor: divisor, names: rows.names)
    guard content.byteCount <= limits.bytes else {
      root.fault(
        .tooCostly,
        "The rows take \(content.byteCount) bytes to keep; at most \(limits.bytes) \(bounds.phrase)."
      )
      return nil
    }
    return (name, content)
  }

  private func fits(_ rows: InlineRows, _ root: Cursor) -> Bool {
    guard rows.train.inputs.columns <= limits.features else {
      root.fault(
        .tooCostly,
        "There are \(rows.train.inputs.columns) inputs a row; at most \(limits.features) are"
          + " allowed.")
      return false
    }
    return true
  }

  private func task(
    of rows: InlineRows, _ faults: FaultList
  ) -> (InlineRows, Dataset.Task)? {
    let targets = ClassTargets(rows: rows, limits: standard, faults: faults)
    let isClasses = rows.task.classes != nil || targets.isNumbered
    switch rows.task.kind ?? (isClasses ? .classification : targets.isFew ? nil : .regression) {
    case .classification: return targets.classified()
    case .regression: return (rows, .regression(outputs: rows.train.targets.columns))
    case nil:
      targets.ask()
      return nil
    }
  }
}

extension UploadFile {
  /// Whether the octets are UTF-8; nothing is copied to see it.
  fileprivate var isUTF8: Bool {
    let octets = bytes.bindMemory(to: UInt8.self)
    return (try? UTF8Span(validating: octets.span)) != nil
  }
}
