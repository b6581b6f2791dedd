/// How alike the neurons of a network were at each recorded step.
package struct SimilarityRecord: Sendable, Equatable {
  /// The recorded steps, ascending; every series below has one entry a step.
  package var steps: [Int] = []
  /// From the first hidden layer to the output.
  package var layers: [Layer] = []

  /// One layer over the recorded steps.
  package struct Layer: Sendable, Equatable {
    /// Counted from 1, the first hidden layer.
    package var layer: Int
    /// Neurons of the layer.
    package var units: Int
    /// Whether it feeds no other.
    package var isOutput: Bool
    /// How many neurons, at even distances, the four summaries of pairs are taken over: fewer than
    /// ``units`` in a large layer.
    package var sampledUnits: Int
    /// The first recorded step at which neurons that were equal at the start were not; `nil` while
    /// all of them still are.
    package var firstSplit: Int?
    /// (steps, places): a row a recorded step, its numbers where ``SimilarityPlace`` says; 0 where there
    /// is none.
    package private(set) var numbers: [Double] = []
    /// Likewise: 0 where there is a number, else ``Absence/code``.
    package private(set) var absences: [UInt8] = []

    /// A layer of which nothing is recorded yet.
    package init(layer: Int, units: Int, isOutput: Bool, sampledUnits: Int) {
      self.layer = layer
      self.units = units
      self.isOutput = isOutput
      self.sampledUnits = sampledUnits
    }

    /// Recorded steps.
    package var count: Int { absences.count / SimilarityPlace.count }

    /// Makes room for so many steps.
    mutating func reserveCapacity(_ steps: Int) {
      numbers.reserveCapacity(steps * SimilarityPlace.count)
      absences.reserveCapacity(steps * SimilarityPlace.count)
    }

    /// Adds a row, whose every place `fill` puts.
    mutating func append(_ fill: (SimilarityRowWriter) -> Void) {
      let first = absences.count
      numbers.append(contentsOf: repeatElement(0, count: SimilarityPlace.count))
      absences.append(contentsOf: repeatElement(0, count: SimilarityPlace.count))
      change(from: first, fill)
    }

    /// Puts an effective rank in the place of another.
    mutating func replaceRank(at row: Int, by rank: Measured<Double>) {
      let place = row * SimilarityPlace.count + SimilarityPlace.effectiveRank
      (numbers[place], absences[place]) = (0, 0)
      change(from: row * SimilarityPlace.count) { $0.put(rank, at: SimilarityPlace.effectiveRank) }
    }

    private mutating func change(from first: Int, _ fill: (SimilarityRowWriter) -> Void) {
      numbers.withUnsafeMutableBufferPointer { numbers in
        absences.withUnsafeMutableBufferPointer { absences in
          fill(
            SimilarityRowWriter(
              numbers: numbers.baseAddress! + first, absences: absences.baseAddress! + first))
        }
      }
    }

    /// Adds the last row of another record of the layer.
    mutating func append(lastOf other: Layer) {
      firstSplit = other.firstSplit
      numbers += other.numbers.suffix(SimilarityPlace.count)
      absences += other.absences.suffix(SimilarityPlace.count)
    }

    /// Shortens the record to its first `rows` rows.
    mutating func keep(first rows: Int) {
      guard rows < count else { return }
      numbers.removeSubrange((rows * SimilarityPlace.count)...)
      absences.removeSubrange((rows * SimilarityPlace.count)...)
    }
  }

  /// The hidden layers, in order.
  package var hiddenLayers: ArraySlice<Layer> { layers.prefix { !$0.isOutput } }

  /// A record of no steps.
  package init() {}

  /// What a job's result says of one hidden layer: its state at the last recorded step.
  package struct FinalSymmetry: Sendable, Equatable {
    /// Counted from 1, the first hidden layer.
    package var layer: Int
    /// Neurons of the layer.
    package var units: Int
    /// Classes of neurons equal bit for bit.
    package var distinctNeurons: Int
    /// Mean cosine of the incoming weights over pairs.
    package var meanCosine: Measured<Double>
    /// See ``EffectiveRank``.
    package var effectiveRank: Measured<Double>
  }

  /// One entry a hidden layer; empty before the first recorded step.
  package var finalSymmetry: [FinalSymmetry] {
    hiddenLayers.compactMap { layer in
      let last = layer.count - 1
      guard last >= 0 else { return nil }
      return FinalSymmetry(
        layer: layer.layer, units: layer.units, distinctNeurons: layer.distinctNeurons(at: last),
        meanCosine: layer.summary(of: .incoming, at: last).map(\.mean),
        effectiveRank: layer.effectiveRank(at: last))
    }
  }
}
