extension RandomStream {
  /// Puts elements in a random order, each order equally likely (Fisher and Yates).
  mutating func shuffle<Element>(_ elements: UnsafeMutableBufferPointer<Element>) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, Int(nextInteger(below: UInt32(truncatingIfNeeded: last + 1))))
    }
  }
}
