package import Experiments
package import SpecJSON
internal import StrictJSON

/// What `symbreak run --format json` writes: `{"spec": …, "result": …, "curves": …}`, each as the
/// API gives it for a job, the curves with every recorded step.
package enum RunAnswer {
  /// The answer, JSON in UTF-8 with a line feed at its end.
  package static func json(_ read: ValidatedSpec, _ result: ExperimentResult) -> [UInt8] {
    var answer = SplicedObject()
    answer.member("spec", SpecWriter.json(read))
    answer.member("result", json: result.json)
    answer.member(
      "curves",
      json: CurveEncoding.json(result.curves, totalPoints: result.curves.steps.count))
    return answer.bytes + [UInt8(ascii: "\n")]
  }
}
