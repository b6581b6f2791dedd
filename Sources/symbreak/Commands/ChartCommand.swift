internal import ArgumentParser
internal import Drawing

/// `symbreak chart`.
struct ChartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart", abstract: "Draws curves of jobs in the terminal.",
    discussion: """
      It reads what these answer: /v1/jobs/ID/curves, /health and /similarity, and /v1/curves?jobs=ID,ID; \
      and what run --format json writes. For example: \
      curl http://127.0.0.1:8080/v1/jobs/ID/similarity | symbreak chart --metric incoming_mean
      """)

  @Argument(help: "A file with such an answer; - reads standard input.")
  var curves = "-"

  @Option(
    help: """
      What to draw: a column; of layers also its name without the layer's number, which draws all \
      of them. Default: train_loss, or distinct_neurons, or the first there is.
      """)
  var metric: String?

  @Option(help: "What to write above; default: the metric.")
  var title: String?

  @Option(help: "Lines for the curves.")
  var height = 10

  @Option(help: "The axis of values: linear or log.")
  var scale = AxisScale.linear

  func validate() throws {
    guard 2...200 ~= height else { throw ValidationError("--height is a number from 2 to 200.") }
  }

  func run() throws {
    let file = InputFile(path: curves)
    let bytes = try file.read()
    let series: SeriesText
    do {
      series = try SeriesText(bytes, metric: metric, name: file.name)
    } catch {
      throw ExitCode.dataError.because(error.description)
    }
    let chart = LineChart(
      title: title ?? series.metric, axis: "step", lines: series.lines, scale: scale)
    let lines = chart.lines(width: min(Terminal.output.width, 100), height: height)
    Terminal.output.write(lines.joined(separator: "\n") + "\n")
  }
}
