/// Angles in whole turns. The C library's `sin` and `cos` differ in the last bit from version to
/// version, which the data must not.
enum Turn {
  /// sin(2πt) and cos(2πt) for any t of moderate size, with an error of about 10⁻¹⁶.
  static func sineCosine(_ t: Double) -> (sine: Double, cosine: Double) {
    let quarters = (4 * t).rounded()
    let angle = (t - quarters / 4) * (2 * Double.pi)
    let square = angle * angle
    // Taylor series; |angle| ≤ π/4, where ten terms are past the last bit.
    var sine = 0.0
    var cosine = 0.0
    for n in stride(from: 10, through: 1, by: -1) {
      let even = Double(2 * n)
      sine = (1 - sine) * square / (even * (even + 1))
      cosine = (1 - cosine) * square / (even * (even - 1))
    }
    sine = angle * (1 - sine)
    cosine = 1 - cosine
    switch Int(quarters) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }
}
