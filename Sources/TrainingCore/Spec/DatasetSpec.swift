/// Where the rows that a network learns come from.
public enum DatasetSpec: Sendable, Equatable {
  /// An entry of ``DatasetGenerator/catalogue`` with every parameter filled in.
  case generated(name: String, parameters: DatasetParameters)
  /// Rows sent with the spec.
  case inline(Dataset)
}

/// Parameters of a generated data set.
public struct DatasetParameters: Sendable, Equatable {
  /// Rows in all; ignored by data sets whose rows are fixed.
  public var samples: Int
  /// Strength of the noise, in the generator's own unit; 0 for none.
  public var noise: Double
  /// Keys the data's random stream, apart from the job's seed: replicas with other seeds see
  /// the same rows.
  public var seed: UInt64

  public init(samples: Int, noise: Double = 0, seed: UInt64 = 0) {
    self.samples = samples
    self.noise = noise
    self.seed = seed
  }
}
