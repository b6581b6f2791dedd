import Foundation
import HTTPService
import Testing

/// What concerns the whole process's descriptors; each runs in a process of its own.
@Suite struct DescriptorTests {
  @Test func connectionsLeaveNoDescriptorBehind() async {
    await #expect(processExitsWith: .success) {
      // Dispatch opens descriptors of its own when it is first used.
      try await withServer { port, _ in
        _ = try await blocking { try Client(port: port).get("/big").status }
      }
      let before = try DescriptorTests.openDescriptors()
      try await withServer({ $0.linger = .milliseconds(100) }) { port, _ in
        try await blocking {
          for number in 0..<2_000 {
            let client = try Client(port: port)
            switch number % 5 {
            case 0: break
            case 1: try client.send("GET / HT")
            case 2: try client.send("nonsense\n")
            case 3: try client.send(Client.request("GET", "/big"))
            default: try #require(try client.get("/").status == 200)
            }
          }
        }
      }
      let after = try DescriptorTests.openDescriptors()
      try #require(after == before)
    }
  }

  @Test func aServerWithoutDescriptorsKeepsServingAndRecovers() async {
    await #expect(processExitsWith: .success) {
      let log = EventLog()
      try await withServer(log: log) { port, _ in
        try await blocking {
          let kept = try Client(port: port)
          try #require(try kept.get("/").status == 200)
          let late = try Client()
          // Take every descriptor up to a low limit.
          var limit = rlimit()
          getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
          let former = limit.rlim_cur
          limit.rlim_cur = 64
          setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
          var fillers: [Int32] = []
          while case let filler = open("/dev/null", O_RDONLY), filler >= 0 {
            fillers.append(filler)
          }
          // The newcomer is told, and the others are served.
          try late.connect(port: port)
          try late.send(Client.request("GET", "/"))
          try #require(try late.response().status == 503)
          try #require(try kept.get("/").status == 200)
          // An answer too large for the socket waits without a descriptor of its own.
          try kept.send(Client.request("GET", "/big"))
          for filler in fillers { close(filler) }
          limit.rlim_cur = former
          setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
          try #require(try kept.response().body == TestHandler.bigBody)
          try #require(try Client(port: port).get("/").status == 200)
        }
      }
      try #require(log.contains { if case .descriptorsExhausted = $0 { true } else { false } })
    }
  }

  @Test func manyIdleConnectionsLeaveOthersQuick() async {
    await #expect(processExitsWith: .success) {
      try await withServer { port, _ in
        try await blocking {
          let idle = try (0..<400).map { _ in try Client(port: port) }
          let client = try Client(port: port)
          for _ in 0..<200 { try #require(try client.get("/").status == 200) }
          for one in idle { try #require(try one.get("/").status == 200) }
        }
      }
    }
  }

  private static func openDescriptors() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
  }
}
