extension Double {
  /// `nan`, `inf` or `-inf`; nil for a finite number.
  package var nonFiniteWord: String? {
    isFinite ? nil : isNaN ? "nan" : self > 0 ? "inf" : "-inf"
  }
}
