/// Mean and spread of independent samples.
struct SampleStatistics {
  let mean: Double
  /// Of one sample: the root of the unbiased variance.
  let deviation: Double
  let count: Int

  /// - Precondition: there are two samples at least.
  init(_ samples: [Double]) {
    count = samples.count
    let mean = samples.reduce(0, +) / Double(count)
    self.mean = mean
    deviation =
      (samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
  }

  /// Of the mean.
  var standardError: Double { deviation / Double(count).squareRoot() }
}
