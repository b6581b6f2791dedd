/// What the ends of a Hessian's spectrum cost, in products of the Hessian with a vector: what an
/// admission counts on, and what measuring keeps to.
package enum CurvatureWork {
  /// Multiply-adds that the products of one measurement may take by default.
  package static let budget = 2_000_000_000
  /// Products at most.
  package static let mostProducts = 300
  /// Numbers in the vectors that are kept of them.
  package static let mostNumbers = 40_000_000

  /// Multiply-adds of one product over all training rows.
  package static func ofProduct(parameters: Int, rows: Int) -> Int {
    let (product, overflows) = parameters.multipliedReportingOverflow(by: rows)
    return overflows || product > Int.max / 6 ? .max : 6 * product
  }
}
