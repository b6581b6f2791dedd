internal import HTTPCodec
internal import HTTPService
internal import Jobs
internal import Logging
internal import WebRouting

extension Logger {
  /// Logs what the queue tells. One job's life is of interest to its client, not to the operator:
  /// that is `debug`.
  func report(_ event: QueueEvent) {
    switch event {
    case .created(let id):
      debug("job taken in", metadata: ["job": "\(id)"])
    case .claimed(let worker, let ids):
      debug("jobs claimed", metadata: ["worker": "\(worker)", "jobs": "\(ids)"])
    case .settled(let id, let state):
      debug("job left its worker", metadata: ["job": "\(id)", "state": "\(state)"])
    case .leaseLost(let id):
      warning("a lease was lost; another worker has the job", metadata: ["job": "\(id)"])
    case .checkpointDiscarded(let id, let reason):
      warning(
        "a checkpoint does not fit; the job begins anew",
        metadata: ["job": "\(id)", "reason": "\(reason)"])
    case .requeued(let taken):
      notice("jobs taken back from workers that are gone", metadata: ["jobs": "\(taken.all)"])
    case .storeFailure(let operation, let id, let error, let willRetry):
      self.error(
        "the job store failed: \(error)",
        metadata: [
          "operation": "\(operation.rawValue)", "job": "\(id.map { "\($0)" } ?? "")",
          "retried": "\(willRetry)",
        ])
    }
  }

  /// Logs what the store tells.
  ///
  /// - Parameter untold: failures that were not logged one by one.
  func report(_ event: StoreEvent, untold: Int = 0) {
    switch event {
    case .failed(let error, let cause, let untold):
      self.error(
        "the job store failed: \(error)",
        metadata: ["code": "\(error.code)", "cause": "\(cause)", "untold": "\(untold)"])
    case .rescued(let file):
      self.error(
        """
        the database's file was removed; all that it held is in \(file). Stop the service and put it \
        back: symbreak restore \(file) --overwrite
        """)
    case .rescueFailed(let cause):
      critical(
        """
        the database's file was removed, and what it held could not be copied; it goes when the \
        service ends. Until then symbreak backup cannot reach it, but GET can.
        """, metadata: ["cause": "\(cause)"])
    case .recovered:
      notice("the job store writes again", metadata: untold > 0 ? ["untold": "\(untold)"] : [:])
    case .hintsUnheard:
      notice(
        """
        polling only: the database's notifications do not come through, as behind a pooler that gives \
        connections for one transaction. Jobs of other processes are looked for once a second.
        """)
    }
  }

  /// Logs an answered request.
  ///
  /// What changes something, and what was denied, is the audit: `info` and `notice`, with who asked.
  /// The rest is `debug`, and faults of the service are `error`.
  func report(_ record: RequestRecord) {
    let level: Level =
      switch record.status.code {
      case 500...: record.status == .serviceUnavailable ? .warning : .error
      case 401, 403, 429: .notice
      default:
        switch record.method {
        case .get, .head, .options: .debug
        default: .info
        }
      }
    log(
      level: level, "\(record.method.rawValue) \(record.path) \(record.status.code)",
      metadata: [
        "request": "\(record.id)", "route": "\(record.route ?? "none")",
        "status": "\(record.status.code)", "problem": "\(record.problem ?? "")",
        "milliseconds": "\(record.duration / .milliseconds(1))", "bytes": "\(record.bytes)",
        "client": "\(record.remoteAddress)", "key": "\(record.key ?? "")",
        "owner": "\(record.owner ?? "")",
      ])
  }

  /// Logs an error that a request met, under the request's id.
  func report(_ fault: RequestFault) {
    error(
      "a request met an error: \(fault.cause)",
      metadata: ["request": "\(fault.id)", "path": "\(fault.path)"])
  }

  /// Logs what the server tells.
  func report(_ event: HTTPServerEvent) {
    switch event {
    case .listening(let host, let port):
      debug("listening", metadata: ["host": "\(host)", "port": "\(port)"])
    case .refused(let fault, let address):
      debug("request refused: \(fault.detail)", metadata: ["client": "\(address)"])
    case .writeDeadlinePassed(let address):
      info("a client took nothing of its answer", metadata: ["client": "\(address)"])
    case .displaced(let address):
      debug(
        "an idle connection was closed in favour of a new one", metadata: ["client": "\(address)"])
    case .contentNotStored(let cause, let address):
      error("an upload could not be kept: \(cause)", metadata: ["client": "\(address)"])
    case .descriptorsExhausted:
      error("no file descriptors are left; connections wait. Raise the hard limit (ulimit -H -n).")
    case .acceptFailed(let code):
      error("a connection could not be accepted", metadata: ["errno": "\(code)"])
    case .draining:
      debug("no more connections are accepted")
    case .closedByForce(let connections):
      warning("connections were closed by force", metadata: ["count": "\(connections)"])
    case .stopped:
      debug("the last connection is closed")
    }
  }
}
