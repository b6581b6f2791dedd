internal import StrictJSON
internal import TrainingModel

/// What a network started from, as JSON.
enum InitializationEncoding {
  /// The member `initialization` of a result, layers counted from 1.
  static func write(
    _ layers: [(weights: DrawnInitialization, biases: DrawnInitialization?)],
    to writer: inout JSONWriter
  ) {
    writer.object {
      $0.member("layers") {
        $0.array { writer in
          for (index, layer) in layers.enumerated() {
            writer.object {
              $0.member("layer", .number(JSONNumber(index + 1)))
              $0.member("weights") { write(layer.weights, to: &$0) }
              if let biases = layer.biases {
                $0.member("biases") { write(biases, to: &$0) }
              } else {
                $0.member("biases", .null)
              }
            }
          }
        }
      }
    }
  }

  private static func write(_ drawn: DrawnInitialization, to writer: inout JSONWriter) {
    writer.object {
      $0.member("scheme", .string(drawn.scheme))
      $0.member("distribution", .string(drawn.distribution.name))
      $0.member("fan_in", .number(JSONNumber(drawn.fanIn)))
      $0.member("fan_out", .number(JSONNumber(drawn.fanOut)))
      $0.member("gain") { $0.numberOrNull(drawn.gain ?? .nan) }
      $0.member("factor") { $0.numberOrNull(drawn.factor) }
      $0.member("perturbation") { $0.numberOrNull(drawn.perturbation) }
      $0.member("low") { $0.numberOrNull(drawn.bounds?.lowerBound ?? .nan) }
      $0.member("high") { $0.numberOrNull(drawn.bounds?.upperBound ?? .nan) }
      $0.member("standard_deviation") { $0.numberOrNull(drawn.standardDeviation ?? .nan) }
      $0.member("measured") {
        $0.object {
          $0.member("mean") { $0.numberOrNull(drawn.mean) }
          $0.member("standard_deviation") { $0.numberOrNull(drawn.measuredDeviation) }
          $0.member("minimum") { $0.numberOrNull(drawn.range.lowerBound) }
          $0.member("maximum") { $0.numberOrNull(drawn.range.upperBound) }
        }
      }
    }
  }
}
