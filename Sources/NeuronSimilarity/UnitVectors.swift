/// The directions of a layer's vectors, each distinct one once.
///
/// The cosine of two vectors is the product of their directions. Vectors whose directions are
/// equal bit for bit share one row here, so that their cosine is exactly 1 and a layer of clones
/// costs next to nothing.
struct UnitVectors {
  /// What is compared.
  enum Form {
    /// The vectors themselves: their products are cosines.
    case directions
    /// The vectors less their means: their products are Pearson correlations.
    case deviations
  }

  /// For each neuron the row of its direction, or why it has none.
  let rowOfNeuron: [Measured<Int>]
  /// How many neurons share each row.
  let multiplicities: [Int]
  let stride: Int
  /// (rows rounded up to a multiple of ``PairProducts/rowsAtOnce``, stride); the rows beyond the
  /// last are zero.
  let storage: [Double]

  /// - Complexity: O(neurons × length).
  init(_ vectors: consuming NeuronVectors, form: Form) {
    let (length, stride) = (vectors.length, vectors.stride)
    let absences: [Absence?] = vectors.storage.withUnsafeMutableBufferPointer { storage in
      (0..<vectors.count).map { row in
        guard length > 0 else { return .zeroVector }
        let vector = storage.baseAddress! + row * stride
        return form == .directions
          ? Self.normalize(vector, stride: stride)
          : Self.centreAndNormalize(vector, length: length, stride: stride)
      }
    }
    let (groupOf, first) = vectors.equalRows()

    // Rows that have no direction are left out, and the others close ranks.
    var rowOfGroup = [Int?](repeating: nil, count: first.count)
    var kept: [Int] = []
    for (group, neuron) in first.enumerated() where absences[neuron] == nil {
      rowOfGroup[group] = kept.count
      kept.append(neuron)
    }
    var multiplicities = [Int](repeating: 0, count: kept.count)
    rowOfNeuron = absences.indices.map { neuron in
      if let absence = absences[neuron] { return .absent(absence) }
      let row = rowOfGroup[groupOf[neuron]]!
      multiplicities[row] += 1
      return .present(row)
    }
    self.multiplicities = multiplicities
    self.stride = stride
    let rows = PairProducts.padded(kept.count)
    if kept.count == vectors.count, rows == kept.count {
      // Each is a row of its own already.
      storage = vectors.storage
      return
    }
    var storage: [Double] = []
    storage.reserveCapacity(rows * stride)
    for neuron in kept {
      storage += vectors.storage[neuron * stride..<(neuron + 1) * stride]
    }
    storage += repeatElement(0, count: (rows - kept.count) * stride)
    self.storage = storage
  }

  /// Divides a vector by its length.
  private static func normalize(
    _ vector: UnsafeMutablePointer<Double>, stride: Int
  ) -> Absence? {
    guard let largest = VectorArithmetic.largestMagnitude(vector, count: stride) else {
      return cleared(vector, stride: stride, because: .notFinite)
    }
    guard largest > 0 else { return .zeroVector }
    VectorArithmetic.multiply(
      vector, by: VectorArithmetic.scale(forMagnitude: largest), count: stride)
    let norm = VectorArithmetic.dot(vector, vector, count: stride).squareRoot()
    VectorArithmetic.multiply(vector, by: 1 / norm, count: stride)
    return nil
  }

  /// Takes the mean of a vector from it and divides it by what is left of its length.
  private static func centreAndNormalize(
    _ vector: UnsafeMutablePointer<Double>, length: Int, stride: Int
  ) -> Absence? {
    guard let largest = VectorArithmetic.largestMagnitude(vector, count: stride) else {
      return cleared(vector, stride: stride, because: .notFinite)
    }
    // Exactly the same everywhere: the rounded mean could leave a rest that looks like a signal.
    let first = vector[0]
    guard (1..<length).contains(where: { vector[$0] != first }) else {
      return cleared(vector, stride: stride, because: .constantActivation)
    }
    VectorArithmetic.multiply(
      vector, by: VectorArithmetic.scale(forMagnitude: largest), count: stride)
    // The second round takes away what rounding left of the mean in the first.
    for _ in 0..<2 {
      let mean = VectorArithmetic.sum(vector, count: stride) / Double(length)
      for index in 0..<length { vector[index] -= mean }
    }
    return normalize(vector, stride: stride)
  }

  /// Makes all vectors without a direction alike, so that none is grouped with one that has one.
  private static func cleared(
    _ vector: UnsafeMutablePointer<Double>, stride: Int, because absence: Absence
  ) -> Absence {
    vector.update(repeating: 0, count: stride)
    return absence
  }
}
