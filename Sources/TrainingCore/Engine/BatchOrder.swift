/// Which rows each update takes: every epoch a new order of all rows, cut into batches; the last
/// batch of an epoch holds what is left.
package final class BatchOrder {
  /// Whether an update takes the whole training set as it stands.
  package let takesEveryRow: Bool
  /// The most rows of a batch.
  package let batchSize: Int
  private let order: UnsafeMutableBufferPointer<UInt32>
  /// `nil` keeps the first order for good.
  private var random: RandomStream?
  private var next = 0

  /// The order that a spec asks for.
  ///
  /// - Parameter fixed: rows that minibatches take in turn, from the start again after the last,
  ///   in place of a drawn order.
  package init(_ spec: TrainingSpec, rows: Int, fixed: [Int]? = nil) {
    takesEveryRow = spec.training.batchSize == nil
    batchSize = min(spec.training.batchSize ?? rows, rows)
    let first = takesEveryRow ? [] : fixed ?? Array(0..<rows)
    order = .allocate(capacity: first.count)
    _ = order.initialize(fromContentsOf: first.map { UInt32($0) })
    random = fixed == nil ? RandomStream(seed: spec.seed, purpose: .batchOrder) : nil
  }

  deinit {
    order.deallocate()
  }

  /// The rows of the next batch, which stand until the batch after it is asked for.
  package func nextBatch() -> UnsafeBufferPointer<UInt32> {
    if next == 0 { random?.shuffle(order) }
    let end = min(next + batchSize, order.count)
    let batch = UnsafeBufferPointer(rebasing: order[next..<end])
    next = end == order.count ? 0 : end
    return batch
  }
}
