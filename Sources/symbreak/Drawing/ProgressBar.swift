internal import Foundation

/// How far a training is, in one line.
package struct ProgressBar {
  /// Steps to do.
  package let steps: Int

  /// A bar for a training of `steps` updates.
  package init(steps: Int) {
    self.steps = steps
  }

  /// The line after `step` updates that took `seconds`, at most `width` columns.
  package func line(step: Int, seconds: Double, width: Int) -> String {
    let share = steps > 0 ? Double(step) / Double(steps) : 1
    var figures = String(format: "%3d %%  %d/%d steps", Int(share * 100), step, steps)
    if step > 0, seconds > 0 {
      let rate = Double(step) / seconds
      figures += "  \(Self.short(rate))/s  \(Self.time(Double(steps - step) / rate)) left"
    }
    let columns = min(40, width - figures.count - 4)
    guard columns >= 8 else { return String(figures.prefix(width)) }
    let full = Int(share * Double(columns))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: columns - full)
    return "\(bar)  \(figures)"
  }

  /// A number in at most four characters or so: 950, 12k, 3.4M.
  static func short(_ value: Double) -> String {
    switch value {
    case ..<1000: String(format: "%.0f", value)
    case ..<1e6: String(format: value < 1e4 ? "%.1fk" : "%.0fk", value / 1e3)
    default: String(format: value < 1e7 ? "%.1fM" : "%.0fM", value / 1e6)
    }
  }

  /// A duration as people say it: 5 s, 3 min 20 s, 2 h 5 min.
  static func time(_ seconds: Double) -> String {
    guard seconds < 1e7 else { return "long" }
    let whole = Int(seconds.rounded(.up))
    return switch whole {
    case ..<60: "\(whole) s"
    case ..<3600: "\(whole / 60) min \(whole % 60) s"
    default: "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
  }
}
