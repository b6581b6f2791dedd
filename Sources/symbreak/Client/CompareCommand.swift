internal import ArgumentParser
internal import Drawing
internal import ServiceClient
internal import StrictJSON

/// `symbreak compare`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Draws the training losses of finished jobs of a service together.",
    discussion:
      "Below stand their outcomes, and how alike their layers answer (linear CKA), pair by pair.")

  @OptionGroup var service: ServiceOptions

  @Argument(help: "2 to 8 jobs, by their ids.")
  var jobs: [String]

  @Option(help: "The axis of losses: linear or log.")
  var scale = AxisScale.linear

  func run() throws {
    let client = try service.client()
    let comparison: JSONValue
    do {
      comparison = try client.get(
        "/v1/compare?jobs=\(jobs.map(\.asPathSegment).joined(separator: ","))")
    } catch {
      throw error.ending()
    }
    let runs = comparison["runs"]?.arrayValue ?? []
    let chart = LineChart(
      title: "train_loss", axis: "step",
      lines: runs.map { run in
        LineChart.Line(
          name: run["id"]?.stringValue ?? "",
          points: SeriesText.points(run["curve"]?["step"], run["curve"]?["train_loss"]))
      }, scale: scale)
    let lines =
      chart.lines(width: min(Terminal.output.width, 100), height: 14) + [""] + Self.table(runs)
      + [""] + Self.pairs(comparison["representations"]?.arrayValue ?? [])
    Terminal.output.write(lines.joined(separator: "\n") + "\n")
  }

  private static func table(_ runs: [JSONValue]) -> [String] {
    var table = TextTable(["job", "outcome", "first loss", "final loss", "distinct neurons"])
    for run in runs {
      let layers = (run["layers"]?.arrayValue ?? []).map { layer in
        let (distinct, units) = (layer["distinct_neurons"], layer["units"])
        return "\(distinct?.numberValue?.literal ?? "–")/\(units?.numberValue?.literal ?? "–")"
      }
      table.append([
        run["id"]?.stringValue ?? "", run["outcome"]?.stringValue ?? "–",
        JobFigures.text(run["first_loss"]), JobFigures.text(run["final_loss"]),
        layers.isEmpty ? "–" : layers.joined(separator: ", "),
      ])
    }
    return table.lines
  }

  private static func pairs(_ pairs: [JSONValue]) -> [String] {
    var table = TextTable(["job", "other job", "CKA by layer"])
    for pair in pairs {
      let layers = (pair["layers"]?.arrayValue ?? []).map {
        JobFigures.text($0["linear_cka"]?["value"])
      }
      table.append([
        pair["run"]?.stringValue ?? "", pair["other_run"]?.stringValue ?? "",
        layers.isEmpty ? pair["reason"]?.stringValue ?? "–" : layers.joined(separator: ", "),
      ])
    }
    return table.lines
  }
}

extension AxisScale: ExpressibleByArgument {}
