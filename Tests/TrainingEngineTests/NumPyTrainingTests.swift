import KernelDispatch
import Testing
import TrainingEngine
import TrainingModel

@Suite("Training against NumPy in float64")
struct NumPyTrainingTests {
  @Test(arguments: ReferenceTraining.plain + ReferenceTraining.regularized, KernelVariant.available)
  func lossesAndWeightsFollow(_ reference: ReferenceTraining, kernels: KernelVariant) {
    var trainer = Trainer(reference.trainingSpec(.float64), kernels: kernels)
    trainer.fixedOrder = reference.order?.flatMap(\.self)
    let record = trainer.run()
    #expect(record.divergedAt == nil)
    #expect(record.points.count == reference.losses.count + 1)
    for (point, expected) in zip(record.points, reference.losses) {
      let loss = reference.spec.batchSize == nil ? point.trainLoss : point.batchLoss!
      #expect(abs(loss - expected) <= 1e-10 * abs(expected), "step \(point.step)")
    }
    for (layer, expected) in zip(record.snapshots.last!.weights.layers, reference.final) {
      for (weight, other) in zip(layer.weights, expected.weights.flatMap(\.self)) {
        #expect(abs(weight - other) <= 1e-9 * max(1, abs(other)))
      }
      for (bias, other) in zip(layer.biases, expected.biases) {
        #expect(abs(bias - other) <= 1e-9 * max(1, abs(other)))
      }
    }
  }
}
