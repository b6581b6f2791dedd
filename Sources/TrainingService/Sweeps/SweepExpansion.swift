internal import ByteCoding
internal import Crypto
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// The jobs that a plan makes, with what the store keeps of them together.
struct SweepExpansion: Sendable {
  /// The whole spec of the first job.
  var base: [UInt8] = []
  /// The jobs; the `spec` of each is its `SpecDifference` from `base`.
  var jobs: [NewJob] = []
  /// `SweepTable` reads it.
  var table: [UInt8] = []
  /// Equal for the same experiments in the same order.
  var digest = ""

  /// Reads the specs of all jobs and makes jobs of them for `owner`, with ids from `makeID`.
  ///
  /// What is kept of a job is what its spec has another than the first one's; `memory` is what each
  /// of them may take to train. Throws `SweepFaults` with what is wrong with any of them.
  ///
  /// - Complexity: O(size of all specs).
  init(
    _ plan: SweepPlan, uploads: [DatasetID: DatasetShape], limits: SweepLimits,
    memory: Int = .max, owner: String, datasets: DatasetQuota, specs: SpecCache,
    makeID: () -> JobID
  ) throws {
    var writer = JobWriter(owner: owner, reuses: !plan.mayHaveNegativeZeros, specs: specs)
    var faults = SweepFaultList(plan)
    var (cost, bytes, hiddenLayers) = (0.0, 0, 0)
    var rows: [JSONValue] = []
    // What several jobs bring is taken in with the first of them.
    var broughtRows: Set<DatasetID> = []
    for index in 0..<plan.count {
      let spec = try plan.spec(at: index)
      do throws(SpecFaults) {
        let submitted = try SpecReader.submitted(
          spec, upload: spec.datasetID.flatMap { uploads[$0] })
        let needed = JobMemory(of: submitted.read.spec).alone
        guard needed <= memory else {
          throw SpecFaults(faults: [
            SpecFault(
              pointer: "", code: SpecFault.Code.tooCostly.rawValue,
              detail: JobMemory.refusal(needed: needed, available: memory))
          ])
        }
        guard faults.isEmpty else { continue }
        var made = writer.job(submitted, id: makeID(), datasets: datasets)
        if let id = made.rows?.id, !broughtRows.insert(id).inserted { made.rows = nil }
        bytes += made.spec.count + (made.rows?.content.count ?? 0)
        guard bytes <= SweepLimits.specBytes else {
          faults.add(.tooCostly, SweepReader.tooManyBytes)
          break
        }
        cost += made.cost
        hiddenLayers = max(hiddenLayers, submitted.read.spec.layers.count - 1)
        rows.append(.array(plan.values(of: spec)))
        if jobs.isEmpty { base = made.spec }
        made.spec = SpecDifference.of(made.spec, from: base)
        jobs.append(made)
      } catch {
        jobs = []
        faults.add(error, of: index, spec)
      }
    }
    if cost > Double(limits.cost) * 1e6 {
      faults.add(
        .tooCostly,
        "All jobs together would cost \(Int(cost / 1e6)) million multiply-adds; one sweep may"
          + " \(limits.cost) million.")
    }
    guard faults.isEmpty else { throw faults.faults }
    table = SweepTable.stored(rows: rows, hiddenLayers: hiddenLayers)
    var hash = SHA256()
    for job in jobs { hash.update(data: Array(job.specDigest.utf8)) }
    digest = hash.finalize().hexadecimal
  }

  /// The uploaded data sets that jobs of a plan name. O(jobs) where these differ in their data.
  static func datasets(of plan: SweepPlan) throws -> Set<DatasetID> {
    let data = JSONPointer.root.appending("dataset")
    guard plan.varied.contains(where: { $0.contains(data) || data.contains($0) }) else {
      return Set([plan.base.datasetID].compactMap(\.self))
    }
    var ids: Set<DatasetID> = []
    for index in 0..<plan.count {
      if let id = try plan.spec(at: index).datasetID { ids.insert(id) }
    }
    return ids
  }
}

extension SweepPlan {
  /// Whether a negative zero may come up in the specs: written as a number, or in a text of numbers.
  fileprivate var mayHaveNegativeZeros: Bool {
    switch variation {
    case .grid(let axes):
      base.mayHaveNegativeZeros
        || axes.contains { $0.values.contains(where: \.mayHaveNegativeZeros) }
    case .list(let patches):
      base.mayHaveNegativeZeros || patches.contains(where: \.mayHaveNegativeZeros)
    }
  }
}

extension JSONValue {
  fileprivate var mayHaveNegativeZeros: Bool {
    switch self {
    case .null, .bool: false
    case .number(let number):
      number.literal.utf8.first == UInt8(ascii: "-") && number.asDouble == 0
    case .string(let text): text.contains("-0") || text.contains("-.")
    case .array(let elements): elements.contains(where: \.mayHaveNegativeZeros)
    case .object(let object): object.contains { $0.value.mayHaveNegativeZeros }
    }
  }
}
