internal import TrainingEngine
internal import TrainingModel

/// One vector a neuron, as rows of equal length, each padded with zeros to whole SIMD vectors.
struct NeuronVectors {
  /// Lanes to which rows are padded.
  static let lanes = 8

  let count: Int
  /// Numbers of a vector, and the distance from one row to the next: `length` rounded up.
  let length: Int
  let stride: Int
  /// (count, stride), row by row.
  var storage: [Double]

  private init(count: Int, length: Int) {
    self.count = count
    self.length = length
    stride = (length + Self.lanes - 1) / Self.lanes * Self.lanes
    storage = [Double](repeating: 0, count: count * stride)
  }

  /// The rows of a layer's matrix that belong to `neurons`: incoming weights, or their gradient.
  init(rowsOf layer: NetworkWeights.Layer, neurons: [Int]) {
    self.init(count: neurons.count, length: layer.fanIn)
    let (length, stride) = (length, stride)
    storage.withUnsafeMutableBufferPointer { target in
      layer.weights.withUnsafeBufferPointer { source in
        guard length > 0 else { return }
        for (row, neuron) in neurons.enumerated() {
          (target.baseAddress! + row * stride).update(
            from: source.baseAddress! + neuron * length, count: length)
        }
      }
    }
  }

  /// The columns of `matrix`, (rows, columns) row by row, that belong to `neurons`: outgoing
  /// weights, or activations.
  init(columnsOf matrix: [Double], rows: Int, columns: Int, neurons: [Int]) {
    self.init(count: neurons.count, length: rows)
    let stride = stride
    storage.withUnsafeMutableBufferPointer { target in
      matrix.withUnsafeBufferPointer { source in
        // A few rows at a time: whole cache lines are written while as many are read.
        for block in Swift.stride(from: 0, to: rows, by: Self.lanes) {
          let end = min(block + Self.lanes, rows)
          for (row, neuron) in neurons.enumerated() {
            for index in block..<end {
              target[row &* stride &+ index] = source[index &* columns &+ neuron]
            }
          }
        }
      }
    }
  }

  /// Vectors equal bit for bit (zeros of either sign are equal), as groups of row indices.
  ///
  /// - Complexity: O(count × length).
  func equalRows() -> (groupOf: [Int], first: [Int]) {
    // A few numbers at even distances tell rows apart that are not nearly alike; those that agree in
    // them are compared whole, which for the neurons of a sample stays cheap.
    let telling = Observation.evenlySpaced(8, of: length)
    return storage.withUnsafeBufferPointer { storage in
      groups(
        count: count,
        hash: { row in
          var hasher = Hasher()
          for index in telling {
            hasher.combine(storage[row * stride + index].comparedBits)
          }
          return hasher.finalize()
        },
        equal: { a, b in
          (0..<length).allSatisfy {
            storage[a * stride + $0].comparedBits == storage[b * stride + $0].comparedBits
          }
        })
    }
  }
}
