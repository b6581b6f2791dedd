internal import SpecJSON
internal import StrictJSON

/// One thing that is wrong with jobs of a sweep.
struct SweepFault: Sendable {
  /// Its place in the request.
  var fault: SpecFault
  /// The first job that has it: its place in the order, and what distinguishes it. Nil for what is
  /// wrong with all of them together.
  var combination: (index: Int, values: JSONObject)?
  /// Jobs that have it.
  var combinations: Int
}

/// Everything that is wrong with the jobs of a sweep; never empty.
struct SweepFaults: Error, Sendable {
  /// The first ones, each once however many jobs have it.
  var listed: [SweepFault]
  /// Faults of all jobs, each counted as often as jobs have it.
  var total: Int
}

/// The faults of a sweep's specs, gathered while they are read: one that many jobs have is listed
/// once.
struct SweepFaultList {
  private struct Key: Hashable {
    var pointer: String
    var code: String
    var detail: String
  }

  private let plan: SweepPlan
  private var places: [Key: Int] = [:]
  /// At least one once a fault was added.
  private(set) var faults = SweepFaults(listed: [], total: 0)

  init(_ plan: SweepPlan) {
    self.plan = plan
  }

  var isEmpty: Bool { faults.total == 0 }

  /// Adds what is wrong with the whole.
  mutating func add(_ code: SpecFault.Code, _ detail: String) {
    let place = if case .grid = plan.variation { "/grid" } else { "/list" }
    faults.total += 1
    faults.listed.append(
      SweepFault(
        fault: SpecFault(pointer: place, code: code.rawValue, detail: detail), combination: nil,
        combinations: plan.count))
  }

  /// Adds what is wrong with the spec of job `index`.
  mutating func add(_ wrong: SpecFaults, of index: Int, _ spec: JSONValue) {
    faults.total += wrong.faults.count
    for var fault in wrong.faults {
      fault.pointer = place(of: fault, index)
      let key = Key(pointer: fault.pointer, code: fault.code, detail: fault.detail)
      if let known = places[key] {
        faults.listed[known].combinations += 1
      } else if faults.listed.count < SweepLimits.faults {
        places[key] = faults.listed.count
        let values = zip(plan.varied, plan.values(of: spec)).map { ($0.description, $1) }
        faults.listed.append(
          SweepFault(
            fault: fault, combination: (index, JSONObject(unique: values)), combinations: 1))
      }
    }
  }

  /// Where in the request the fault of a spec comes from.
  private func place(of fault: SpecFault, _ index: Int) -> String {
    let whole = JSONPointer.root.appending("spec").description + fault.pointer
    guard let pointer = JSONPointer(fault.pointer), pointer != .root else { return whole }
    switch plan.variation {
    case .grid(let axes):
      return place(of: pointer, isField: fault.isOfName, index, axes) ?? whole
    case .list(let patches):
      let isPatched =
        patches[index][pointer] != nil
        || (plan.base[pointer] == nil && patches[index][pointer.firstMember] != nil)
      return isPatched
        ? JSONPointer.root.appending("list").appending(index).appending(pointer).description : whole
    }
  }

  private func place(
    of pointer: JSONPointer, isField: Bool, _ index: Int, _ axes: [SweepAxis]
  ) -> String? {
    for (axis, choice) in zip(axes, plan.choices(at: index, of: axes)) {
      let key = JSONPointer.root.appending("grid").appending(axis.key)
      // A field that there is not is the key's fault, whatever the value.
      if isField, pointer.contains(axis.pointer), plan.base[pointer] == nil {
        return key.description
      }
      if axis.pointer.contains(pointer) {
        return key.appending(choice).description
          + pointer.description.dropFirst(axis.pointer.description.count)
      }
    }
    return nil
  }
}

extension SpecFault {
  /// Whether the member itself is wrong and not what stands there.
  fileprivate var isOfName: Bool { code == Code.unknownField.rawValue }
}

extension JSONPointer {
  /// The member of the whole document that this place is in.
  fileprivate var firstMember: JSONPointer {
    tokens.first.map { JSONPointer.root.appending($0) } ?? .root
  }
}
