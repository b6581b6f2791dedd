internal import ArgumentParser
internal import ServiceClient
internal import StrictJSON

/// `symbreak ls`.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the jobs of a service, the newest first.")

  @OptionGroup var service: ServiceOptions

  @Option(help: "Only jobs in this state: queued, running, succeeded, failed or cancelled.")
  var state: String?

  @Option(help: "Only jobs with this label, key:value.")
  var label: String?

  @Option(help: "Only jobs of this sweep.")
  var sweep: String?

  @Option(help: "Jobs at most.")
  var limit = 20

  @Flag(help: "Lists sweeps in place of jobs.")
  var sweeps = false

  func validate() throws {
    guard 1...200 ~= limit else { throw ValidationError("--limit is a number from 1 to 200.") }
    if sweeps, state != nil || label != nil || sweep != nil {
      throw ValidationError("--state, --label and --sweep are of jobs.")
    }
  }

  func run() throws {
    let client = try service.client()
    let filters = [("state", state), ("label", label), ("sweep", sweep), ("limit", "\(limit)")]
    let query = filters.compactMap { name, value in value.map { "\(name)=\($0.asPathSegment)" } }
      .joined(separator: "&")
    do {
      let list = try client.get(sweeps ? "/v1/sweeps?limit=\(limit)" : "/v1/jobs?\(query)")
      let items = list["items"]?.arrayValue ?? []
      let lines = sweeps ? SweepFigures.lines(items) : JobFigures.lines(items.map(JobFigures.init))
      Terminal.output.write(lines.joined(separator: "\n") + "\n")
    } catch {
      throw error.ending()
    }
  }
}
