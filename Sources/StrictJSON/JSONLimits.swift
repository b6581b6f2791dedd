/// What a reader accepts at most, so that no text can exhaust the stack or the memory.
public struct JSONLimits: Sendable, Equatable {
  /// The deepest nesting of arrays and objects; `[[1]]` has depth 2.
  public let maximumDepth: Int
  /// The longest text in bytes.
  public let maximumBytes: Int
  /// The longest number in characters.
  public let maximumNumberLength: Int

  /// Depth 64, numbers of 1,024 characters, and texts as long as the caller has let in.
  public static let standard = JSONLimits()

  /// Limits of the caller's choice.
  ///
  /// - Precondition: `maximumDepth` is at most 512: the reader recurses once a level.
  public init(
    maximumDepth: Int = 64, maximumBytes: Int = .max, maximumNumberLength: Int = 1024
  ) {
    precondition(maximumDepth <= 512, "the reader's stack is sized for a depth of at most 512")
    self.maximumDepth = maximumDepth
    self.maximumBytes = maximumBytes
    self.maximumNumberLength = maximumNumberLength
  }
}
