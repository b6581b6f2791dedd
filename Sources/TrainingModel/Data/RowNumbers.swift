/// The numbers of many rows, kept in the fewest bytes that keep them and read in float64.
///
/// What is read is what arrays of float64 would hold, to the bit: a picture of bytes that is divided by
/// 255 and standardised takes a byte a number and not eight. Copies share the memory.
package struct RowNumbers: Sendable {
  /// The numbers as they are kept.
  package enum Storage: Sendable {
    /// Whole numbers from 0 to 255; perhaps a part of more, which it then keeps.
    case bytes(ArraySlice<UInt8>)
    case float32([Float])
    case float64([Double])
  }

  /// What is done with a number of a column, the last step of all.
  package struct Standardization: Sendable, Equatable {
    /// One a column.
    package let means: [Double]
    package let deviations: [Double]

    package init(means: [Double], deviations: [Double]) {
      self.means = means
      self.deviations = deviations
    }
  }

  package let storage: Storage
  /// What every number is divided by before anything else is done with it.
  package private(set) var divisor = 1.0
  package private(set) var standardization: Standardization?

  package init(_ storage: Storage) { self.storage = storage }

  package init(_ values: [Double]) { self.init(.float64(values)) }

  /// Bytes that the numbers take.
  package var byteCount: Int {
    switch storage {
    case .bytes: count
    case .float32: 4 * count
    case .float64: 8 * count
    }
  }

  /// The numbers divided. O(1).
  ///
  /// - Precondition: they are neither divided nor standardised yet.
  package func divided(by divisor: Double) -> RowNumbers {
    precondition(self.divisor == 1 && standardization == nil, "divided twice")
    var divided = self
    divided.divisor = divisor
    return divided
  }

  /// Each number less its column's mean, over its column's deviation. O(1) where nothing of the kind is
  /// done with them yet, else O(numbers).
  package func standardized(by columns: Standardization) -> RowNumbers {
    // A second time is nothing that numbers are kept for.
    var standardized = standardization == nil ? self : RowNumbers(inFloat64)
    standardized.standardization = columns
    return standardized
  }

  /// Some rows of `columns` numbers each, in the order given, kept as these are.
  ///
  /// - Complexity: O(numbers of the answer).
  package func rows(_ rows: some Collection<Int>, columns: Int) -> RowNumbers {
    func chosen<Values: RandomAccessCollection>(_ values: Values) -> [Values.Element]
    where Values.Index == Int {
      var taken: [Values.Element] = []
      taken.reserveCapacity(rows.count * columns)
      for row in rows {
        let first = values.startIndex + row * columns
        taken.append(contentsOf: values[first..<first + columns])
      }
      return taken
    }
    let part: Storage =
      switch storage {
      case .bytes(let bytes): .bytes(chosen(bytes)[...])
      case .float32(let values): .float32(chosen(values))
      case .float64(let values): .float64(chosen(values))
      }
    var taken = RowNumbers(part)
    taken.divisor = divisor
    taken.standardization = standardization
    return taken
  }

  /// All of the numbers. O(1) where they are kept as they are read, else O(numbers).
  package var inFloat64: [Double] {
    if case .float64(let values) = storage, divisor == 1, standardization == nil { return values }
    return values(0..<count)
  }

  /// Some of the numbers.
  ///
  /// - Complexity: O(answer).
  package func values(_ range: Range<Int>) -> [Double] {
    [Double](unsafeUninitializedCapacity: range.count) { target, filled in
      switch storage {
      case .bytes(let bytes):
        let first = bytes.startIndex + range.lowerBound
        bytes.withUnsafeBufferPointer { source in
          let start = first - bytes.startIndex
          for place in 0..<range.count { target[place] = Double(source[start + place]) }
        }
      case .float32(let values):
        for place in 0..<range.count { target[place] = Double(values[range.lowerBound + place]) }
      case .float64(let values):
        for place in 0..<range.count { target[place] = values[range.lowerBound + place] }
      }
      if divisor != 1 { for place in 0..<range.count { target[place] /= divisor } }
      if let standardization {
        let (means, deviations) = (standardization.means, standardization.deviations)
        var column = range.lowerBound % means.count
        for place in 0..<range.count {
          target[place] = (target[place] - means[column]) / deviations[column]
          column = column + 1 == means.count ? 0 : column + 1
        }
      }
      filled = range.count
    }
  }
}

extension RowNumbers: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int {
    switch storage {
    case .bytes(let bytes): bytes.count
    case .float32(let values): values.count
    case .float64(let values): values.count
    }
  }

  /// The number as it is trained on.
  package subscript(place: Int) -> Double {
    var value: Double
    switch storage {
    case .bytes(let bytes): value = Double(bytes[bytes.startIndex + place])
    case .float32(let values): value = Double(values[place])
    case .float64(let values): value = values[place]
    }
    if divisor != 1 { value /= divisor }
    guard let standardization else { return value }
    let column = place % standardization.means.count
    return (value - standardization.means[column]) / standardization.deviations[column]
  }
}

extension RowNumbers: Equatable {
  /// Whether both are read as the same numbers, however they are kept.
  package static func == (left: RowNumbers, right: RowNumbers) -> Bool { left.elementsEqual(right) }
}

extension RowNumbers: ExpressibleByArrayLiteral {
  package init(arrayLiteral values: Double...) { self.init(values) }
}
