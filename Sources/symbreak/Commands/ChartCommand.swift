internal import ArgumentParser

/// `symbreak chart`.
struct ChartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart", abstract: "Draws a curve of a job in the terminal.",
    discussion: """
      For example: curl http://127.0.0.1:8080/v1/jobs/ID/curves | symbreak chart
      """)

  @Argument(help: "A /curves answer or the output of run --format json; - reads standard input.")
  var curves = "-"

  @Option(help: "The column to draw.")
  var metric = "train_loss"

  @Option(help: "What to write above; default: the column's name.")
  var title: String?

  @Option(help: "Lines for the curve.")
  var height = 10

  func validate() throws {
    guard 2...200 ~= height else { throw ValidationError("--height is a number from 2 to 200.") }
  }

  func run() throws {
    let file = InputFile(path: curves)
    let bytes: [UInt8]
    do {
      bytes = try file.read()
    } catch {
      throw ExitCode.noInput.because(error.description)
    }
    let curve: CurvesText
    do {
      curve = try CurvesText(bytes, metric: metric, name: file.name)
    } catch {
      throw ExitCode.dataError.because(error.description)
    }
    let chart = LineChart(title: title ?? metric, axis: "step", points: curve.points)
    let lines = chart.lines(width: min(Terminal.output.width, 100), height: height)
    Terminal.output.write(lines.joined(separator: "\n") + "\n")
  }
}
