/// Colours for amounts, in even steps: viridis for what has one sign, blue through near white to orange for
/// what has two. Both are told apart by people with colour-blindness.
enum ColourRamp {
  case amounts
  case signed

  /// Steps from one end to the other; odd, so that the middle of two signs is one of them.
  static let levels = 65

  private var stops: [[Double]] {
    switch self {
    case .amounts:
      [
        [68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137],
        [53, 183, 121], [110, 206, 88], [181, 222, 43], [253, 231, 37],
      ]
    case .signed:
      [
        [33, 82, 150], [90, 150, 200], [170, 205, 228], [246, 246, 244], [250, 205, 160],
        [232, 140, 70], [168, 74, 8],
      ]
    }
  }

  /// The colour of a level, as CSS writes it.
  func colour(_ level: Int) -> String {
    let stops = stops
    let place = Double(level) / Double(Self.levels - 1) * Double(stops.count - 1)
    let low = min(Int(place), stops.count - 2)
    let share = place - Double(low)
    let channels = zip(stops[low], stops[low + 1]).map { Int(($0 + ($1 - $0) * share).rounded()) }
    return "#" + channels.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The level of a value between two ends.
  static func level(of value: Double, in range: ClosedRange<Double>) -> Int {
    let length = range.upperBound - range.lowerBound
    guard length > 0 else { return levels / 2 }
    let share = min(1, max(0, (value - range.lowerBound) / length))
    return Int((share * Double(levels - 1)).rounded())
  }
}
