/// How the learning rate changes over a training of T updates, t counted from 0.
package struct LearningRateSchedule: Sendable, Equatable {
  /// The factor on the rate after the warm-up; t and T are counted from its end.
  package typealias Shape = RuleChoice<ScheduleRule>

  package var shape: Shape
  /// Updates at the start whose factor is (t + 1) / warmup; 0 for none.
  package var warmup: Int

  package init(_ shape: Shape = Shape("constant"), warmup: Int = 0) {
    self.shape = shape
    self.warmup = warmup
  }
}

/// Noise on every gradient: at update t, from 0, normal with deviation std / (1 + t)^(decay / 2)
/// (Neelakantan et al. 2015, equation 1, where std² is η and decay γ).
package struct GradientNoise: Sendable, Equatable {
  package var deviation: Double
  package var decay: Double

  package init(deviation: Double, decay: Double = 0) {
    self.deviation = deviation
    self.decay = decay
  }
}
