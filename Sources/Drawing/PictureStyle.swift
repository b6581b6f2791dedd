/// The colours of pictures, on a light ground and on a dark one.
///
/// Those of lines are Okabe and Ito's, which people with colour-blindness tell apart, darkened or lightened
/// where the ground asks for it. Elements carry the light ones as attributes, which every viewer
/// knows; `css` replaces them where the viewer prefers dark and knows how.
package enum PictureStyle {
  static let ground = "#ffffff"
  static let ink = "#1f2328"
  static let faint = "#59636e"
  static let grid = "#d8dee4"
  /// Where there is no value.
  static let absent = "#8c959f"

  static let series = [
    "#0072b2", "#d55e00", "#009e73", "#b0568f", "#8c6bb1", "#a66f00", "#3a87ad", "#7f6a00",
    "#4a5560", "#c0392b",
  ]
  private static let seriesOnDark = [
    "#56b4e9", "#ff8c42", "#2ec4a0", "#e8a2c8", "#bfa2e0", "#f2c14e", "#8fb8ff", "#d4c56a",
    "#c3ccd6", "#ff7b72",
  ]

  /// Of a line: its place among the colours; the same colour returns with other dashes.
  static func colour(_ index: Int) -> Int { index % series.count }

  /// Empty for a line without gaps.
  static func dashes(_ index: Int) -> String {
    ["", "7 4", "2 3", "10 3 2 3"][index / series.count % 4]
  }

  /// The one style sheet of all pictures.
  package static let css: String = {
    let series = seriesOnDark.enumerated().map { ".s\($0){stroke:\($1)}.f\($0){fill:\($1)}" }
    return "@media (prefers-color-scheme:dark){"
      + ".ground{fill:#15181d}.ink{fill:#e6e9ee}.faint{fill:#a4adb8}.grid{stroke:#363c45}"
      + ".rule{stroke:#a4adb8}.edge{stroke:#e6e9ee}.absent{fill:#5d6671}"
      + series.joined() + "}"
  }()
}
