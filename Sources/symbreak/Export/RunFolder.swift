package import Foundation
internal import StrictJSON

/// A run as MLflow's store of files keeps it: FOLDER/EXPERIMENT/RUN with `meta.yaml` and the folders
/// `metrics` (a line "milliseconds value step" a point), `params` and `tags` (a file a name).
package struct RunFolder {
  /// All jobs are runs of one experiment.
  private static let experiment = "1"
  /// A parameter's text at most, as MLflow has it.
  private static let longestParameter = 6000

  private let run: ExportedRun

  package init(_ run: ExportedRun) {
    self.run = run
  }

  /// The run's id: 32 hexadecimal digits, which the job's id decides.
  package var runID: String {
    // FNV-1a of 64 bits, from two beginnings: ids are random already, and only have to be as long.
    let halves = [UInt64(0xcbf2_9ce4_8422_2325), 0x8422_2325_cbf2_9ce4].map { start in
      run.id.utf8.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
    return halves.map { half in
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Writes the run, in place of what was there of it, and returns its folder.
  package func write(in folder: URL) throws -> URL {
    let files = FileManager.default
    let experiment = folder.appending(path: Self.experiment)
    let own = experiment.appending(path: runID)
    if files.fileExists(atPath: own.path) { try files.removeItem(at: own) }
    for part in ["metrics", "params", "tags", "artifacts"] {
      try files.createDirectory(
        at: own.appending(path: part), withIntermediateDirectories: true)
    }
    try text(
      experiment.appending(path: "meta.yaml"),
      [
        ("artifact_location", Self.quoted(experiment.absoluteString)),
        ("creation_time", "0"), ("experiment_id", Self.quoted(Self.experiment)),
        ("last_update_time", "0"), ("lifecycle_stage", "active"), ("name", "symbreak"),
      ])
    try text(own.appending(path: "meta.yaml"), meta(own))
    for metric in run.metrics where !metric.values.isEmpty {
      let lines = metric.values.map { "\(Self.milliseconds($0.time)) \($0.value) \($0.step)\n" }
      try lines.joined().write(
        to: own.appending(path: "metrics/\(metric.name)"), atomically: false, encoding: .utf8)
    }
    for (name, value) in run.parameters {
      try String(value.prefix(Self.longestParameter)).write(
        to: own.appending(path: "params/\(Self.fileName(name))"), atomically: false, encoding: .utf8
      )
    }
    for (name, value) in run.labels.map({ ("label.\($0.name)", $0.value) }) + [
      ("mlflow.runName", run.name), ("symbreak.job", run.id),
    ] {
      try value.write(
        to: own.appending(path: "tags/\(Self.fileName(name))"), atomically: false, encoding: .utf8)
    }
    return own
  }

  private func meta(_ own: URL) -> [(String, String)] {
    [
      ("artifact_uri", Self.quoted(own.appending(path: "artifacts").absoluteString)),
      ("end_time", run.end.map { "\(Self.milliseconds($0))" } ?? "null"),
      ("entry_point_name", "''"), ("experiment_id", Self.quoted(Self.experiment)),
      ("lifecycle_stage", "active"), ("run_id", Self.quoted(runID)),
      ("run_name", Self.quoted(run.name)), ("source_name", "''"), ("source_type", "4"),
      ("source_version", "''"), ("start_time", "\(Self.milliseconds(run.start))"),
      ("status", "\(status)"), ("tags", "[]"), ("user_id", "symbreak"),
    ]
  }

  /// RUNNING, FINISHED, FAILED, KILLED of MLflow's `RunStatus`.
  private var status: Int {
    switch run.state {
    case "succeeded": 3
    case "failed": 4
    case "cancelled": 5
    default: 1
    }
  }

  private func text(_ file: URL, _ members: [(String, String)]) throws {
    try members.map { "\($0): \($1)\n" }.joined().write(
      to: file, atomically: false, encoding: .utf8)
  }

  /// A JSON string is one of YAML.
  private static func quoted(_ text: String) -> String {
    String(decoding: JSONValue.string(text).serialized(), as: UTF8.self)
  }

  private static func milliseconds(_ time: Date) -> Int {
    Int((time.timeIntervalSince1970 * 1000).rounded())
  }

  /// What MLflow takes as a name: letters, digits and _ - . without a way out of its folder.
  private static func fileName(_ name: String) -> String {
    let kept = name.replacing(/[^A-Za-z0-9_.-]/, with: "_")
    return kept.allSatisfy { $0 == "." } ? "_" : kept
  }
}
