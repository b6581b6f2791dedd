/// Where the rows that a network learns come from.
package enum DatasetSpec: Sendable, Equatable {
  /// An entry of ``DatasetGenerator/catalogue`` with every parameter filled in.
  case generated(name: String, parameters: DatasetParameters)
  /// Rows sent with the spec.
  case inline(Dataset)
  /// Rows that are kept under an id.
  case stored(StoredDataset)
}

/// Parameters of a generated data set.
package struct DatasetParameters: Sendable, Equatable {
  /// Rows in all; ignored by data sets whose rows are fixed.
  package var samples: Int
  /// Strength of the noise, in the generator's own unit; 0 for none.
  package var noise: Double
  /// Keys the data's random stream, apart from the job's seed: replicas with other seeds see
  /// the same rows.
  package var seed: UInt64
  /// The part of the rows that is tested on and not trained on, drawn by the seed; 0 for none.
  package var testShare: Double
  /// Whether each feature is brought to mean 0 and variance 1 over the training rows.
  package var standardize: Bool

  package init(
    samples: Int, noise: Double = 0, seed: UInt64 = 0, testShare: Double = 0,
    standardize: Bool = false
  ) {
    self.samples = samples
    self.noise = noise
    self.seed = seed
    self.testShare = testShare
    self.standardize = standardize
  }

  /// Rows that ``testShare`` takes out of the samples.
  package var testRows: Int { Dataset.testRows(of: samples, share: testShare) }
}
