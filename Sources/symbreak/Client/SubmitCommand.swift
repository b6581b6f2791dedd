internal import ArgumentParser
internal import ServiceClient

/// `symbreak submit`.
struct SubmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit", abstract: "Hands specs in at a service, and prints the jobs' ids.",
    discussion: """
      Ends with 65 where a spec is refused, each fault at its field; with 69 where no service answers; with \
      77 where its key is missing or of no use.
      """)

  @OptionGroup var service: ServiceOptions

  @Argument(help: "Files with a spec each, JSON; - reads standard input.")
  var specs: [String]

  @Flag(help: "Waits for the jobs and tells how they ended; ends with 1 where one did not succeed.")
  var wait = false

  func run() throws {
    let client = try service.client()
    var ids: [String] = []
    for spec in specs {
      ids.append(try client.submit(InputFile(path: spec), to: "/v1/jobs"))
    }
    if wait { try WatchCommand.report(on: ids, client) }
  }
}

/// `symbreak watch`.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Waits for jobs of a service and tells how they ended.",
    discussion: "Ends with 1 where one did not succeed. Ctrl-C leaves the jobs as they are.")

  @OptionGroup var service: ServiceOptions

  @Argument(help: "The jobs, by their ids.")
  var jobs: [String]

  func run() throws {
    try Self.report(on: jobs, service.client())
  }

  static func report(on ids: [String], _ client: ServiceClient) throws {
    let jobs: [JobFigures]
    do {
      jobs = try JobWatch(client: client).ended(ids)
    } catch {
      throw error.ending()
    }
    Terminal.output.write(JobFigures.lines(jobs).joined(separator: "\n") + "\n")
    for job in jobs {
      if let error = job.error { Terminal.errors.write("\(job.id): \(error)\n") }
    }
    if jobs.contains(where: { $0.state != "succeeded" }) { throw ExitCode(1) }
  }
}
