extension RandomStream {
  /// Puts elements in a random order, each order equally likely (Fisher and Yates).
  @inlinable
  package mutating func shuffle<Element>(_ elements: UnsafeMutableBufferPointer<Element>) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, Int(nextInteger(below: UInt32(truncatingIfNeeded: last + 1))))
    }
  }

  /// Puts elements back into the order that ``shuffle(_:)`` found them in, and the stream where it
  /// was: `self` stands where the shuffle began.
  @inlinable
  package mutating func unshuffle<Element>(_ elements: UnsafeMutableBufferPointer<Element>) {
    let start = self
    let places = stride(from: elements.count - 1, to: 0, by: -1).map { last in
      (last, Int(nextInteger(below: UInt32(truncatingIfNeeded: last + 1))))
    }
    for (last, other) in places.reversed() { elements.swapAt(last, other) }
    self = start
  }
}
