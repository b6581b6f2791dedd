import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Jobs that would together need more memory than there is.
  @Suite struct MemoryTests {
    /// Takes about 690 MB, nearly all of them for what passes through at once.
    private static let large: JSON = [
      "architecture": [2, 500, 500, 1], "seed": 1, "precision": "float64",
      "dataset": ["name": "moons", "samples": 20_000], "training": ["steps": 2],
      "record": ["points": 2, "similarity": false],
    ]

    @Test func aJobThatCannotFitIsRefused() async throws {
      let options = Service.Options(workers: 0, arguments: ["--memory", "500000000"])
      try await withService(options) { service in
        let problem = try await service.post(Self.large).problem(422, "memory_exceeded")
        #expect(try #require(problem["needed_bytes"].number) > 600e6)
        #expect(problem["available_bytes"] == 500_000_000)
        let health = try await service.json("/healthz")
        #expect(health["training_memory"]["budget_bytes"] == 500_000_000)
        _ = try await service.submit(Spec.minimal)
      }
    }

    /// In a control group of 1 GiB, which two of these jobs together would exceed.
    @Test(.enabled(if: MemoryGroup.isAvailable))
    func jobsThatTogetherExceedTheGroupTrainOneAfterTheOther() async throws {
      try await MemoryGroup.with(bytes: 1 << 30) { group in
        try await withTemporaryFolder { folder in
          let service = try await group.inside {
            try await Service.start(in: folder, .init(workers: 2))
          }
          let health = try await service.json("/healthz")
          #expect(health["training_memory"]["budget_bytes"] == .number(Double(768 << 20)))
          var ids: [String] = []
          for seed in 1...3 {
            let spec = seed == 3 ? Spec.minimal : Self.large.with("seed", .number(Double(seed)))
            ids.append(try #require(try await service.submit(spec)["id"].string))
          }
          var jobs: [JSON] = []
          for id in ids { jobs.append(try await service.finished(id)) }
          #expect(jobs.map { $0["state"] } == ["succeeded", "succeeded", "succeeded"])
          #expect(jobs.map { $0["attempt"] } == [1, 1, 1])
          // RFC 3339 in UTC with a fixed number of digits sorts as text.
          let end = try #require(jobs[0]["finished_at"].string)
          let begin = try #require(jobs[1]["started_at"].string)
          #expect(begin >= end)
          #expect(service.process.ending == nil)
          try await service.stop()
        }
      }
    }
  }
}

/// A control group (version 1) that bounds memory.
private struct MemoryGroup {
  private static let controller = "/sys/fs/cgroup/memory"
  private let folder: String

  /// Whether groups can be made here.
  static var isAvailable: Bool {
    access(controller + "/memory.limit_in_bytes", F_OK) == 0 && access(controller, W_OK) == 0
      && getuid() == 0
  }

  /// Runs `body` with a group, which is gone afterwards.
  static func with(bytes: Int, _ body: (MemoryGroup) async throws -> Void) async throws {
    let group = MemoryGroup(folder: "\(controller)/symbreak-tests-\(UUID().uuidString)")
    guard mkdir(group.folder, 0o755) == 0 else { throw Failure("mkdir: errno \(errno)") }
    defer { _ = rmdir(group.folder) }
    try write("\(bytes)", to: group.folder + "/memory.limit_in_bytes")
    try await body(group)
  }

  /// Runs `body` with this process in the group: what it starts then stays there.
  func inside<Value>(_ body: () async throws -> Value) async throws -> Value {
    let text = try String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)
    let own = text.split(separator: "\n").compactMap { line -> Substring? in
      let fields = line.split(separator: ":", maxSplits: 2)
      return fields.count == 3 && fields[1].split(separator: ",").contains("memory")
        ? fields[2] : nil
    }.first
    try Self.write("\(getpid())", to: folder + "/cgroup.procs")
    defer { try? Self.write("\(getpid())", to: "\(Self.controller)\(own ?? "")/cgroup.procs") }
    return try await body()
  }

  private static func write(_ text: String, to path: String) throws {
    let file = open(path, O_WRONLY)
    guard file >= 0 else { throw Failure("\(path): errno \(errno)") }
    defer { close(file) }
    guard Foundation.write(file, text, text.utf8.count) == text.utf8.count else {
      throw Failure("\(path): errno \(errno)")
    }
  }
}
