internal import NeuronSimilarity
internal import WebRouting

extension SimilarityMatrix {
  /// A row a pair of neurons, each pair in both orders, counted from 0 as in the layer.
  func rows(layer: Int, step: Int, of kind: SimilarityKind) -> RowTable {
    let count = max(1, neurons.count)
    return RowTable(
      rows: neurons.count * neurons.count,
      columns: [
        RowTable.Column("step") { _ in .integer(step) },
        RowTable.Column("layer") { _ in .integer(layer) },
        RowTable.Column("of") { _ in .text(kind.rawValue) },
        RowTable.Column("neuron") { .integer(neurons[$0 / count]) },
        RowTable.Column("other_neuron") { .integer(neurons[$0 % count]) },
        RowTable.Column("value") { RowTable.Cell(values[$0 / count][$0 % count]) },
      ])
  }
}
