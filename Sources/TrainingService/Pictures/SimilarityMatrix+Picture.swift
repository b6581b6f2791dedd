internal import Drawing
internal import Experiments
internal import NeuronSimilarity

extension MatrixSelection {
  /// A matrix as a picture, under the name of its job.
  func svg(_ matrix: SimilarityMatrix, step: Int, of name: String, _ size: PictureSize) -> [UInt8] {
    let side = CellPicture.Side.numbered(matrix.neurons.count)
    return CellPicture(
      title: "\(name): layer \(layer), \(kind.rawValue), step \(step)", xName: "neuron",
      yName: "neuron", x: side, y: side,
      content: .amounts(
        matrix.values.flatMap(\.self), -1...1,
        name: kind == .activation ? "correlation" : "cosine"),
      note: matrix.absences.contains { $0 != nil }
        ? "A neuron without a direction is like none." : ""
    ).svg(size)
  }
}
