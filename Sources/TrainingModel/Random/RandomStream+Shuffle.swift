extension RandomStream {
  /// Puts elements in a random order, each order equally likely (Fisher and Yates).
  @inlinable
  package mutating func shuffle<Element>(_ elements: UnsafeMutableBufferPointer<Element>) {
    shuffle(count: elements.count) { elements.swapAt($0, $1) }
  }

  /// The same of so many elements that `swap` exchanges: not generic, for where the compiler would not
  /// make an own version for their type.
  package mutating func shuffle(count: Int, _ swap: (_ place: Int, _ other: Int) -> Void) {
    for last in stride(from: count - 1, to: 0, by: -1) {
      swap(last, Int(nextInteger(below: UInt32(truncatingIfNeeded: last + 1))))
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
