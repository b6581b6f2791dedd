/// What training minimises. Every loss is averaged over the rows of a batch.
public enum LossFunction: String, Sendable, CaseIterable, Codable {
  /// Σ over outputs of log(1 + exp(z)) - y z, from logits z and labels y in 0...1, in nats.
  case binaryCrossEntropy = "binary_cross_entropy"
  /// log Σ exp(z) - Σ y z, from logits z and one-hot rows y (softmax), in nats.
  case crossEntropy = "cross_entropy"
  /// Half the squared error, summed over outputs.
  case meanSquaredError = "mean_squared_error"

  /// Whether the network's outputs are logits, so that its last layer must be linear.
  public var takesLogits: Bool { self != .meanSquaredError }
}
