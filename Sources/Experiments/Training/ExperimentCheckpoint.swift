internal import KernelDispatch
internal import NeuronSimilarity
package import TrainingEngine
package import TrainingModel

/// An experiment between two updates: what its training goes on from, and what was recorded before.
package struct ExperimentCheckpoint: Sendable {
  /// The training's part.
  package var state: TrainingState
  /// What was recorded, of which ``TrainingState/record`` is a part.
  package var recording: ExperimentRecording
  /// The network at the last recorded step, where similarity is recorded and the network is not one
  /// that `LaneSimilarity` takes.
  package var lastWeights: NetworkWeights?
  /// Seconds of training until then.
  package var seconds: Double

  /// Updates done.
  package var step: Int { state.step }

  package init(
    state: TrainingState, recording: ExperimentRecording, lastWeights: NetworkWeights? = nil,
    seconds: Double
  ) {
    self.state = state
    self.recording = recording
    self.lastWeights = lastWeights
    self.seconds = seconds
  }

  /// The recorder of similarity as it stood; nil where there is none, or it had seen nothing.
  func recorder(_ kernels: KernelVariant) -> SimilarityRecorder? {
    guard let similarity = recording.similarity, !similarity.steps.isEmpty,
      let start = state.record.snapshots.first?.weights
    else { return nil }
    return SimilarityRecorder(
      goingOnFrom: similarity, start: start, last: lastWeights, kernels: kernels)
  }
}
