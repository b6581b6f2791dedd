internal import StrictJSON

/// One curve out of a `/curves` answer, or of what `symbreak run --format json` wrote.
package struct CurvesText {
  /// Why there is no such curve.
  package struct Refusal: Error, Equatable, CustomStringConvertible {
    package let description: String
  }

  /// The curve's points over the steps, ready to be drawn.
  package let points: [LineChart.Point]

  /// Reads the curve `metric` out of `bytes`; `name` is the file's, for messages.
  package init(_ bytes: [UInt8], metric: String, name: String) throws(Refusal) {
    let json: JSONValue
    do {
      json = try JSONValue.parse(bytes)
    } catch {
      throw Refusal(description: "\(name) is not valid JSON: \(error)")
    }
    guard let columns = (json["curves"] ?? json)["columns"]?.objectValue,
      let steps = columns["step"]?.arrayValue
    else {
      throw Refusal(
        description: "\(name) holds no curves: there is no array at /columns/step.")
    }
    guard let values = columns[metric]?.arrayValue else {
      let known = columns.keys.filter { $0 != "step" }.joined(separator: ", ")
      throw Refusal(description: "\(name) has no curve \(metric). It has \(known).")
    }
    guard steps.count == values.count else {
      throw Refusal(description: "In \(name), step and \(metric) are not equally long.")
    }
    // Null is a value that is not finite, or one that was not measured; either way a gap.
    points = zip(steps, values).compactMap { step, value in
      step.numberValue?.asDouble.map { LineChart.Point(x: $0, y: value.numberValue?.asDouble) }
    }
  }
}
