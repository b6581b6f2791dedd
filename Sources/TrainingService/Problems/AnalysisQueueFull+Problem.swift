internal import HTTPCodec
internal import StrictJSON
internal import WebRouting

extension AnalysisQueueFull: ProblemConvertible {
  var problem: Problem {
    Problem(
      .analysisQueueFull,
      limit == .waiting
        ? "As many analyses wait for their turn as may. Ask again when some are done."
        : "As many of your analyses wait for their turn as may. Ask again when some are done.",
      members: ["limit": .string(limit.rawValue)], headers: ["Retry-After": "5"])
  }
}
