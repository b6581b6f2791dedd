internal import ArgumentParser
internal import ServiceClient
internal import StrictJSON

/// `symbreak sweep`.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Hands a sweep in at a service, waits for it and tells its results by groups.",
    discussion: """
      The groups are what differs beside the fields of --over. With the id of a sweep in place of a \
      file it tells that one's.
      """)

  @OptionGroup var service: ServiceOptions

  @Argument(help: "A file with the sweep, JSON; - reads standard input. Or a sweep's id.")
  var sweep: String

  @Option(help: "Fields to gather over, by their pointers, separated by commas.")
  var over = "/seed"

  @Flag(help: "Only prints the id of the sweep that was handed in.")
  var noWait = false

  func run() throws {
    let client = try service.client()
    let id =
      try sweep.hasPrefix("sweep_")
      ? sweep : client.submit(InputFile(path: sweep), to: "/v1/sweeps")
    if noWait { return }
    do {
      try JobWatch(client: client).endedSweep(id)
      let state = try client.get("/v1/sweeps/\(id.asPathSegment)")
      let varied = (state["varied"]?.arrayValue ?? []).compactMap(\.stringValue)
      // The standard choice is none where no seed varies: then every job is a group.
      let isStandard = over == "/seed" && !varied.contains("/seed")
      let choice = isStandard ? "by=\(varied.joined(separator: ","))" : "over=\(over)"
      let query = choice.split(separator: "=").map { String($0).asPathSegment }.joined(
        separator: "=")
      let statistics = try client.get("/v1/sweeps/\(id.asPathSegment)/statistics?\(query)")
      Terminal.output.write(
        SweepFigures.statistics(statistics).joined(separator: "\n") + "\n")
      let jobs = state["jobs"]
      if jobs?["succeeded"]?.numberValue != jobs?["total"]?.numberValue { throw ExitCode(1) }
    } catch let fault as ServiceFault {
      throw fault.ending()
    }
  }
}
