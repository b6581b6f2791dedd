package import Jobs
internal import Synchronization

/// What the service knows of itself, for `/healthz` and `/readyz`.
package final class ServiceStatus: Sendable {
  /// The service's life.
  package enum Phase: String, Sendable {
    /// Not yet taking requests.
    case starting
    /// Taking requests.
    case ready
    /// Ending: answers what it has and takes nothing new.
    case draining
  }

  /// The program's version.
  package let version: String
  /// The kernels in use, such as `avx2`.
  package let kernels: String
  /// Worker threads.
  package let workers: Int
  /// The jobs that wait and run.
  package let gauge: QueueGauge
  let time: TimeSource
  private let readStoreTrouble: @Sendable () -> StoreTrouble?
  private let startedAt: Duration
  private let current = Mutex(Phase.starting)

  /// The status of a service that starts now. `storeTrouble` tells why its store does not write; it
  /// does not wait for anything.
  package init(
    version: String, kernels: String, workers: Int, gauge: QueueGauge, time: TimeSource,
    storeTrouble: @escaping @Sendable () -> StoreTrouble? = { nil }
  ) {
    self.version = version
    self.kernels = kernels
    self.workers = workers
    self.gauge = gauge
    self.time = time
    readStoreTrouble = storeTrouble
    startedAt = time.monotonic()
  }

  /// Where the service stands.
  package var phase: Phase {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  /// Why the store's last write failed; nil where it did not.
  package var storeTrouble: StoreTrouble? { readStoreTrouble() }

  /// Time since the start.
  package var uptime: Duration { time.monotonic() - startedAt }
}
