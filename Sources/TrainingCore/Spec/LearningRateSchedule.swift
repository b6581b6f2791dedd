/// How the learning rate changes over a training of T updates, t counted from 0.
public struct LearningRateSchedule: Sendable, Equatable {
  /// The factor on the rate after the warm-up; t and T are counted from its end.
  public typealias Shape = RuleChoice<ScheduleRule>

  public var shape: Shape
  /// Updates at the start whose factor is (t + 1) / warmup; 0 for none.
  public var warmup: Int

  public init(_ shape: Shape = Shape("constant"), warmup: Int = 0) {
    self.shape = shape
    self.warmup = warmup
  }
}

/// Noise on every gradient: at update t, from 0, normal with deviation std / (1 + t)^(decay / 2)
/// (Neelakantan et al. 2015, equation 1, where std² is η and decay γ).
public struct GradientNoise: Sendable, Equatable {
  public var deviation: Double
  public var decay: Double

  public init(deviation: Double, decay: Double = 0) {
    self.deviation = deviation
    self.decay = decay
  }
}
