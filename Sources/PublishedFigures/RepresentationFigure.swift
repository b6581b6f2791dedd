internal import KernelDispatch
internal import NeuronSimilarity

/// The example of the authors of CKA: numpy seed 1337, X = randn(100, 10), Y = randn(100, 10) + X.
enum RepresentationFigure {
  private static let printed = 0.5e-5

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    var random = NumPyRandom(seed: 1337)
    let x = random.normals(rows: 100, columns: 10)
    var y = random.normals(rows: 100, columns: 10)
    for index in y.values.indices { y.values[index] += x.values[index] }
    let figures: [(String, Double, Measured<Double>)] = [
      ("linear CKA", 0.55761, KernelAlignment.linear(x, y)),
      ("debiased linear CKA", 0.51346, KernelAlignment.debiased(x, y)),
      ("RBF CKA, threshold 1/2", 0.65483, KernelAlignment.gaussian(x, y, threshold: 0.5)),
      ("mean squared CCA", 0.54312, CanonicalCorrelation.meanSquared(x, y)),
    ]
    return figures.map {
      VerificationCheck($0, expected: $1, measured: $2.value ?? .nan, tolerance: printed)
    }
  }
}
