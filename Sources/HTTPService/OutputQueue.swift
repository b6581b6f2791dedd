/// Octets that a socket would not take at once, in order.
struct OutputQueue {
  private var segments: [[UInt8]] = []
  /// Octets of the first segment that are sent.
  private var sent = 0

  var isEmpty: Bool { segments.isEmpty }

  /// Takes `bytes` from `offset` on; the array is shared, not copied.
  mutating func append(_ bytes: [UInt8], from offset: Int = 0) {
    guard offset < bytes.count else { return }
    if segments.isEmpty { sent = offset }
    segments.append(segments.isEmpty || offset == 0 ? bytes : Array(bytes[offset...]))
  }

  /// Sends as much as the socket takes; the last transfer's outcome, `.bytes` meaning that all is
  /// sent, and whether anything was.
  mutating func send(to descriptor: Int32) -> (outcome: SocketCalls.Transfer, progressed: Bool) {
    var progressed = false
    while let segment = segments.first {
      let isLast = segments.count == 1
      let outcome = segment.withUnsafeBytes {
        SocketCalls.send(descriptor, UnsafeRawBufferPointer(rebasing: $0[sent...]), more: !isLast)
      }
      guard case .bytes(let count) = outcome else { return (outcome, progressed) }
      progressed = true
      sent += count
      if sent == segment.count {
        segments.removeFirst()
        sent = 0
      }
    }
    return (.bytes(0), progressed)
  }

  mutating func removeAll() {
    segments = []
    sent = 0
  }
}
