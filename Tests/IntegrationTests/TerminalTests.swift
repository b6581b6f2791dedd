import Foundation
import Testing

extension IntegrationTests {
  /// What people see who run commands in a terminal.
  @Suite struct TerminalTests {
    private static let shape = """
      [{"name": "tiny", "architecture": [2, 2, 1], "activation": "tanh", "samples": 4, "batch": 4,
        "steps": 100, "replicas": 1}]
      """

    private func shapes(_ text: String, _ body: (String) throws -> Void) async throws {
      try await withTemporaryFolder { folder in
        let file = folder.appending(path: "shapes.json")
        try Data(text.utf8).write(to: file)
        try body(file.path)
      }
    }

    @Test func theHeadingOfBenchStandsOnALineOfItsOwn() async throws {
      try await shapes(Self.shape) { file in
        let run = try TerminalRun(["bench", "--shapes", file, "--threads", "1"], columns: 100)
        #expect(run.ending == .exit(0))
        #expect(run.written.contains("1/2  the machine's peak"))
        let lines = run.screen
        #expect(lines.count == 4, "\(lines)")
        let heading = lines[0].split(separator: " ", maxSplits: 1)
        #expect(["baseline", "avx2", "avx512"].contains(heading.first), "\(lines)")
        #expect(heading.last?.hasPrefix("kernels, float32; peak ") == true, "\(lines)")
        #expect(lines[1].hasPrefix("shape "))
        #expect(lines[2].hasPrefix("tiny "))
      }
    }

    @Test func shapesThatAreNoneAreToldByTheirPlaces() async throws {
      let bad = """
        [{"name": "a", "architecture": [2, "x"], "activation": "tanhh", "samples": 4, "batch": 5,
          "steps": 1.5, "replicas": 1}, 7]
        """
      try await shapes(bad) { file in
        let run = try TerminalRun(["bench", "--shapes", file], columns: 200)
        #expect(run.ending == .exit(65))
        let lines = run.screen.dropLast()
        #expect(lines.first == "\(file) has 5 faults:")
        for (line, place) in zip(
          lines.dropFirst(),
          ["/0/architecture/1 ", "/0/activation ", "/0/batch ", "/0/steps ", "/1 "])
        {
          #expect(line.hasPrefix("  \(place)"))
        }
        #expect(!run.written.contains("DecodingError"))
      }
      for text in ["{", "{}", "[]", "null"] {
        try await shapes(text) { file in
          let run = try TerminalRun(["bench", "--shapes", file], columns: 200)
          #expect(run.ending == .exit(65))
          #expect(run.screen.count == 2 && run.screen[0].hasPrefix(file), "\(run.written)")
        }
      }
    }

    @Test func verifyShowsWhatItComputesAndFitsTheTerminal() throws {
      let run = try TerminalRun(["verify", "circles"], columns: 80)
      #expect(run.ending == .exit(0))
      #expect(run.written.contains("1/1  circles  0 s"))
      let lines = run.screen
      #expect(lines.allSatisfy { $0.unicodeScalars.count <= 80 })
      let figures = lines.map { $0.split(separator: " ") }
      #expect(figures.contains { $0.count == 3 && $0[0] == "0.6931471805599453" })
      #expect(lines.contains { $0 == "pass  zeros: loss at 0" })
      #expect(lines.first?.hasPrefix("circles: ") == true)
    }
  }
}
