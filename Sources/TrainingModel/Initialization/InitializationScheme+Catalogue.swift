extension InitializationScheme {
  /// Every scheme, in the order in which the API lists them.
  package static let catalogue: [InitializationScheme] =
    distributions + variances + libraryDefaults + matrices + [given]

  private static let given = InitializationScheme(
    name: "given", summary: "The numbers sent with the spec.",
    formula: "w = alpha times the numbers given", source: "the spec itself",
    distribution: { _, _ in .given })
}
