/// What a reader accepts at most, so that no text can exhaust the stack or the memory.
package struct JSONLimits: Sendable, Equatable {
  /// The deepest nesting of arrays and objects; `[[1]]` has depth 2.
  package let maximumDepth: Int
  /// The longest text in bytes.
  package let maximumBytes: Int
  /// The longest number in characters.
  package let maximumNumberLength: Int

  /// Depth 64, numbers of 1,024 characters, and texts as long as the caller has let in.
  package static let standard = JSONLimits()

  /// Limits of the caller's choice.
  ///
  /// - Precondition: `maximumDepth` is at most 512: the reader recurses once a level.
  package init(
    maximumDepth: Int = 64, maximumBytes: Int = .max, maximumNumberLength: Int = 1024
  ) {
    precondition(maximumDepth <= 512, "the reader's stack is sized for a depth of at most 512")
    self.maximumDepth = maximumDepth
    self.maximumBytes = maximumBytes
    self.maximumNumberLength = maximumNumberLength
  }
}
