package import TrainingModel

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
  /// `next` and the random stream's position before the last batch.
  private var before: (next: Int, position: UInt64) = (0, 0)

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
    before = (next, random?.position ?? 0)
    if next == 0 {
      let order = order
      random?.shuffle(count: order.count) { (order[$0], order[$1]) = (order[$1], order[$0]) }
    }
    let end = min(next + batchSize, order.count)
    let batch = UnsafeBufferPointer(rebasing: order[next..<end])
    next = end == order.count ? 0 : end
    return batch
  }

  /// Takes the last batch back: it is the next one again. O(rows) for the first of an epoch.
  func undo() {
    guard !takesEveryRow else { return }
    next = before.next
    guard next == 0, var random else { return }
    random.move(to: before.position)
    random.unshuffle(order)
    self.random = random
  }

  /// The order as it stands, the place of the next batch and the random stream's position.
  var state: (order: [UInt32], next: Int, position: UInt64) {
    (Array(order), next, random?.position ?? 0)
  }

  /// Goes on from where another order of as many rows stood.
  func resume(order rows: [UInt32], next: Int, position: UInt64) {
    require(rows.count == order.count, "an order of other rows")
    _ = order.update(fromContentsOf: rows)
    self.next = next
    random?.move(to: position)
  }
}
