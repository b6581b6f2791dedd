internal import TrainingModel

/// Averages of an activation's values over normal variables of variance q, E f(√q z), z standard.
///
/// Activations bend or break at 0 within a width of about 1, the density within √q; so the half lines
/// on either side of 0 are taken apart, in panels whose widths double from the smaller of both up,
/// each by Gauss's rule. Right to some 1e-13 relative for every activation and every q that is
/// finite.
package enum GaussianAverage {
  /// Beyond this many deviations the density is below 1e-22.
  private static let reach = 10.0

  /// E f(√q z); f(0) for q = 0, as mean of the two sides.
  package static func of(variance q: Double, _ f: (Double) -> Double) -> Double {
    let root = q.squareRoot()
    var sum = 0.0
    forEachPanel(from: 0, scale: scale(root)) { low, high in
      sum += GaussRule.integral(from: low, to: high) { z in
        density(z) * (f(root * z) + f(-root * z))
      }
    }
    return sum
  }

  /// E f(u₁) f(u₂) of two variables of variance q and correlation 1 - `apart`.
  ///
  /// - Parameter apart: from 0 to 1; taken for the correlation itself, which loses digits near 1.
  package static func ofPair(variance q: Double, apart: Double, _ f: (Double) -> Double) -> Double {
    let root = q.squareRoot()
    let rest = (apart * (2 - apart)).squareRoot()
    guard rest > 0 else { return of(variance: q) { f($0) * f($0) } }
    var sum = 0.0
    // The inner average turns within a width of `rest`.
    forEachPanel(from: 0, scale: min(scale(root), rest)) { low, high in
      sum += GaussRule.integral(from: low, to: high) { z in
        density(z)
          * (f(root * z) * inner(root, centre: z - apart * z, rest, f)
            + f(-root * z) * inner(root, centre: apart * z - z, rest, f))
      }
    }
    return sum
  }

  /// E f(√q (centre + rest z)).
  private static func inner(
    _ root: Double, centre: Double, _ rest: Double, _ f: (Double) -> Double
  ) -> Double {
    // Where the activation's corner is met.
    let corner = -centre / rest
    let width = scale(root * rest)
    var sum = 0.0
    for side in [1.0, -1] {
      forEachPanel(from: side * corner, scale: width) { low, high in
        sum += GaussRule.integral(from: low, to: high) { z in
          density(z) * f(root * (centre + rest * side * z))
        }
      }
    }
    return sum
  }

  /// The smaller of the activation's width, in deviations, and of the density's.
  private static func scale(_ root: Double) -> Double { root > 1 ? 1 / root : 1 }

  /// Panels from `start` up to ``reach``, as far as they lie within ±``reach``.
  private static func forEachPanel(
    from start: Double, scale: Double, _ body: (_ low: Double, _ high: Double) -> Void
  ) {
    var low = start
    var width = scale
    while low < reach {
      let high = min(low + width, reach)
      if high > -reach { body(max(low, -reach), high) }
      low = high
      width = min(2 * width, 2)
    }
  }

  private static func density(_ z: Double) -> Double {
    exponential(-z * z / 2) / (2 * Double.pi).squareRoot()
  }
}
