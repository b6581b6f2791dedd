internal import CCurl
internal import Webhooks

/// One transfer, for libcurl's callbacks on the thread that performs it.
final class CurlTransfer {
  private let policy: WebhookPolicy
  private let sender: CurlSender
  private var received = 0
  /// Whether an address was refused.
  private(set) var hasRefused = false

  init(policy: WebhookPolicy, sender: CurlSender) {
    self.policy = policy
    self.sender = sender
  }

  /// Counts content and throws it away; an answer that is too long ends the transfer.
  static let receive: ccurl_receiver = { _, size, count, context in
    let transfer = CurlTransfer.of(context)
    transfer.received += size * count
    return transfer.received <= CurlSender.longestAnswer ? size * count : 0
  }

  /// Called several times a second, and once a second where nothing moves: not 0 ends the transfer.
  static let goOn: curl_xferinfo_callback = { context, _, _, _, _ in
    CurlTransfer.of(context).sender.isRunning ? 0 : 1
  }

  /// Makes the socket for an address, if that may be connected to; -1 refuses.
  static let openSocket: curl_opensocket_callback = { context, _, address in
    guard let address else { return -1 }
    let transfer = CurlTransfer.of(context)
    var count = 0
    let bytes = ccurl_address_bytes(address, &count)
    guard let peer = PeerAddress(bytes: Array(UnsafeBufferPointer(start: bytes, count: count))),
      transfer.policy.allows(peer)
    else {
      transfer.hasRefused = true
      return -1
    }
    return ccurl_open_socket(address)
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer {
    guard let context else { preconditionFailure("libcurl lost the transfer") }
    return Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  }
}
