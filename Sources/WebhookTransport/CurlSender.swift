internal import CCurl
internal import Synchronization
package import Webhooks

/// Sends messages with libcurl, each on a connection of its own.
///
/// A name can have another address from one moment to the next: so it is the address that libcurl is
/// about to connect to that the policy is asked of, and no socket is made for one that it refuses.
/// No redirect is followed, no proxy used, and of an answer the first 16 KiB are read.
package final class CurlSender: WebhookSender {
  /// To connect, names found and TLS agreed on included.
  package static let connectTimeout = Duration.seconds(5)
  /// From the first to the last.
  package static let timeout = Duration.seconds(20)
  /// Bytes of the content of an answer.
  static let longestAnswer = 16 << 10

  private let policy: WebhookPolicy
  private let userAgent: String
  private let isStopped = Atomic(false)

  /// libcurl wants one global initialisation before anything else.
  private static let library: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// A sender under a policy, that names itself `userAgent`.
  package init(policy: WebhookPolicy, userAgent: String) {
    self.policy = policy
    self.userAgent = userAgent
  }

  /// See `WebhookSender`.
  package func stop() { isStopped.store(true, ordering: .relaxed) }

  var isRunning: Bool { !isStopped.load(ordering: .relaxed) }

  /// See `WebhookSender`. Waits for `timeout` at most.
  package func send(_ message: WebhookMessage) -> WebhookAnswer {
    guard Self.library == CURLE_OK, let curl = curl_easy_init() else { return .fault("transfer") }
    defer { curl_easy_cleanup(curl) }
    let transfer = CurlTransfer(policy: policy, sender: self)
    var fields: UnsafeMutablePointer<curl_slist>?
    defer { curl_slist_free_all(fields) }
    // Without a question first whether the content is wanted: it is small.
    for (name, value) in message.fields + [(name: "Expect", value: "")] {
      fields = curl_slist_append(fields, "\(name): \(value)")
    }
    return withExtendedLifetime(transfer) {
      guard configure(curl, message, fields, transfer) else { return .fault("transfer") }
      return answer(curl, curl_easy_perform(curl), transfer)
    }
  }

  private func configure(
    _ curl: UnsafeMutableRawPointer, _ message: WebhookMessage,
    _ fields: UnsafeMutablePointer<curl_slist>?, _ transfer: CurlTransfer
  ) -> Bool {
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    let texts: [(CURLoption, String)] = [
      (CURLOPT_URL, message.target.url), (CURLOPT_PROXY, ""), (CURLOPT_USERAGENT, userAgent),
    ]
    let numbers: [(CURLoption, Int)] = [
      (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_NOSIGNAL, 1), (CURLOPT_PATH_AS_IS, 1),
      (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)), (CURLOPT_POST, 1),
      (CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(Self.connectTimeout)),
      (CURLOPT_TIMEOUT_MS, Self.milliseconds(Self.timeout)), (CURLOPT_NOPROGRESS, 0),
    ]
    let pointers: [(CURLoption, UnsafeMutableRawPointer?)] = [
      (CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(fields)), (CURLOPT_WRITEDATA, context),
      (CURLOPT_XFERINFODATA, context), (CURLOPT_OPENSOCKETDATA, context),
    ]
    var codes = texts.map { ccurl_set_text(curl, $0, $1) }
    codes += numbers.map { ccurl_set_long(curl, $0, $1) }
    codes += pointers.map { ccurl_set_pointer(curl, $0, $1) }
    // In this order: what is copied is as long as was said before.
    codes.append(
      ccurl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(message.body.count)))
    codes.append(
      message.body.withUnsafeBytes {
        ccurl_set_pointer(
          curl, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress))
      })
    codes.append(ccurl_set_receiver(curl, CURLOPT_WRITEFUNCTION, CurlTransfer.receive))
    codes.append(ccurl_set_quick_exit(curl))
    codes.append(ccurl_set_progress(curl, CurlTransfer.goOn))
    codes.append(ccurl_set_socket_opener(curl, CurlTransfer.openSocket))
    return codes.allSatisfy { $0 == CURLE_OK }
  }

  private func answer(
    _ curl: UnsafeMutableRawPointer, _ code: CURLcode, _ transfer: CurlTransfer
  ) -> WebhookAnswer {
    var status = 0
    ccurl_get_long(curl, CURLINFO_RESPONSE_CODE, &status)
    // What the head says holds, however the content goes on.
    if status >= 200 {
      var seconds: curl_off_t = 0
      ccurl_get_size(curl, CURLINFO_RETRY_AFTER, &seconds)
      return .status(status, retryAfter: seconds > 0 ? .seconds(Int64(seconds)) : nil)
    }
    if transfer.hasRefused { return .fault(WebhookPolicy.Refusal.address.rawValue) }
    if !isRunning { return .interrupted }
    switch code {
    case CURLE_OPERATION_TIMEDOUT: return .fault("timeout")
    case CURLE_COULDNT_RESOLVE_HOST: return .fault("name_not_found")
    case CURLE_COULDNT_CONNECT: return .fault("not_connected")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE:
      return .fault("tls")
    default: return .fault("no_answer")
    }
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    Int(duration.components.seconds * 1000)
  }
}
