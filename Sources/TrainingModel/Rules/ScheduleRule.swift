/// A shape of a learning rate's schedule, an entry of the catalogue: the factor on the rate after so
/// many of the T updates past the warm-up.
package struct ScheduleRule: NamedRule {
  /// How the factor comes about.
  package enum Law: Sendable {
    /// 1 throughout.
    case constant
    /// A product that takes one more factor after every so many updates: `pow` differs between C
    /// libraries.
    case product(every: Int, factor: Double)
    /// A function of the part of the updates that lies behind, from 0 to below 1.
    case share(@Sendable (Double) -> Double)
  }

  package let name: String
  package let summary: String
  package let formula: String
  package let source: String
  package let parameters: [RuleParameter]
  package let law: @Sendable (RuleChoice<ScheduleRule>) -> Law
}

extension ScheduleRule {
  package static let catalogue: [ScheduleRule] = [
    ScheduleRule(
      name: "constant", summary: "one rate throughout", formula: "1", source: "", parameters: [],
      law: { _ in .constant }),
    ScheduleRule(
      name: "step", summary: "the rate falls in steps", formula: "factor^floor(t / every)",
      source: "PyTorch's StepLR",
      parameters: [
        RuleParameter("every", .updates, default: nil, "updates from one step to the next"),
        RuleParameter("factor", .number(.rateFactor), default: 0.1, "of the rate at each step"),
      ],
      law: { .product(every: Int($0["every"]), factor: $0["factor"]) }),
    ScheduleRule(
      name: "exponential", summary: "the rate falls by a factor at each update",
      formula: "factor^t", source: "PyTorch's ExponentialLR",
      parameters: [
        RuleParameter(
          "factor", .number(.rateFactor), default: nil, "that of the rate at each update")
      ],
      law: { .product(every: 1, factor: $0["factor"]) }),
    ScheduleRule(
      name: "linear", summary: "the rate falls along a line", formula: "1 + (final - 1) t / T",
      source: "PyTorch's LinearLR", parameters: [final],
      law: { choice in
        let final = choice["final"]
        return .share { 1 + (final - 1) * $0 }
      }),
    ScheduleRule(
      name: "cosine", summary: "the rate falls along half a cosine",
      formula: "final + (1 - final) (1 + cos(pi t / T)) / 2",
      source: "Loshchilov & Hutter 2017, one period", parameters: [final],
      law: { choice in
        let final = choice["final"]
        return .share { share in
          let (_, cosine) = Turn.sineCosine(share / 2)
          return final + (1 - final) * (1 + cosine) / 2
        }
      }),
  ]

  private static let final = RuleParameter(
    "final", .number(.finalRate), default: 0, "the factor at the end")
}
