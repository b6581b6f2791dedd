internal import Dispatch
internal import Synchronization

/// An HTTP/1.1 client on one of libcurl's handles, for tests.
///
/// It keeps its connections from request to request. Requests of one client go one after another;
/// requests of several clients run at once, each on a thread of Dispatch, none of Swift's own.
package final class CurlClient: Sendable {
  /// Scheme, host and port, such as `http://127.0.0.1:8080`.
  package let origin: String
  private let handle = Mutex(EasyHandle())
  private let queue = DispatchQueue(label: "CurlClient")

  /// A client of one service, not connected yet.
  package init(origin: String) {
    self.origin = origin
  }

  /// Sends a request and waits for the whole response, whatever its status.
  ///
  /// Throws where no response came: refused, reset, malformed, too late.
  package func send(_ request: CurlRequest) async throws(CurlError) -> CurlResponse {
    let result = await withCheckedContinuation { continuation in
      queue.async { [self] in
        continuation.resume(returning: handle.withLock { $0.perform(request, to: origin) })
      }
    }
    return try result.get()
  }
}
