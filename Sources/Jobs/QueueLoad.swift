/// What there is to do in a store at one moment, whoever does it.
package struct QueueLoad: Hashable, Sendable {
  /// Jobs that wait for a worker.
  package var queued: Int
  /// Jobs that workers hold, of whatever process.
  package var running: Int
  /// When the queued job was handed in that was first; nil where none is queued.
  package var oldestQueued: Timestamp?

  package init(queued: Int = 0, running: Int = 0, oldestQueued: Timestamp? = nil) {
    self.queued = queued
    self.running = running
    self.oldestQueued = oldestQueued
  }
}
