internal import Crypto
internal import JobQueue
internal import StrictJSON
internal import TrainingCore

/// The jobs that a plan makes, with what the store keeps of them together.
struct SweepExpansion: Sendable {
  var jobs: [NewJob] = []
  /// `SweepTable` reads it.
  var table: [UInt8] = []
  /// Equal for the same experiments in the same order.
  var digest = ""

  /// Reads the specs of all jobs; `job` makes one of each.
  ///
  /// Only the jobs' texts are kept, not what was read, so that the memory it takes is bounded by
  /// `SweepLimits.specBytes`. Throws `SweepFaults` with what is wrong with any of them.
  ///
  /// - Complexity: O(size of all specs).
  init(
    _ plan: SweepPlan, uploads: [DatasetID: DatasetShape], limits: SweepLimits,
    job: (ReadSpec) -> NewJob
  ) throws {
    var faults = SweepFaultList(plan)
    var (cost, bytes, hiddenLayers) = (0.0, 0, 0)
    var rows: [JSONValue] = []
    for index in 0..<plan.count {
      let spec = try plan.spec(at: index)
      do throws(SpecFaults) {
        let read = try SpecReader.read(spec, upload: spec.datasetID.flatMap { uploads[$0] })
        guard faults.isEmpty else { continue }
        let made = job(read)
        bytes += made.spec.count
        guard bytes <= SweepLimits.specBytes else {
          faults.add(.tooCostly, SweepReader.tooManyBytes)
          break
        }
        cost += made.cost
        hiddenLayers = max(hiddenLayers, read.spec.layers.count - 1)
        rows.append(.array(plan.values(of: spec)))
        jobs.append(made)
      } catch {
        jobs = []
        faults.add(error, of: index, spec)
      }
    }
    if cost > Double(limits.cost) * 1e6 {
      faults.add(
        .tooCostly,
        "All jobs together would cost \(Int(cost / 1e6)) million multiply-adds (parameters × steps ×"
          + " batch); one sweep may \(limits.cost) million.")
    }
    guard faults.isEmpty else { throw faults.faults }
    table = SweepTable.stored(rows: rows, hiddenLayers: hiddenLayers)
    var hash = SHA256()
    for job in jobs { hash.update(data: Array(job.specDigest.utf8)) }
    digest = hash.finalize().hexadecimal
  }

  /// The uploaded data sets that jobs of a plan name. O(jobs).
  static func datasets(of plan: SweepPlan) throws -> Set<DatasetID> {
    var ids: Set<DatasetID> = []
    for index in 0..<plan.count {
      if let id = try plan.spec(at: index).datasetID { ids.insert(id) }
    }
    return ids
  }
}
