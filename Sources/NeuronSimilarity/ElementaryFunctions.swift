internal import Glibc

// The C library's functions are good enough here: what is measured is no part of a training's
// digest, so a last bit may differ from one system to the next.

/// The natural logarithm.
package func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// e to the power of `x`.
package func exponential(_ x: Double) -> Double { exp(x) }

/// The angle of the point (`x`, `y`) from the x axis, in degrees.
func degrees(ofPointAtX x: Double, y: Double) -> Double { atan2(y, x) * 180 / .pi }
