internal import CCurl

/// What arrives during one transfer, filled in by libcurl's callbacks on the thread that performs
/// it.
final class Transfer {
  private(set) var headers = CurlResponse.Headers()
  private(set) var body: [UInt8] = []
  /// Where libcurl writes its message.
  let errorBuffer: UnsafeMutableBufferPointer<CChar>

  init() {
    errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorBuffer.initialize(repeating: 0)
  }

  deinit { errorBuffer.deallocate() }

  /// libcurl's message; empty where it has none.
  var errorText: String {
    String(decoding: errorBuffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  static let receiveContent: ccurl_receiver = { bytes, size, count, context in
    Transfer.of(context).body.append(contentsOf: Transfer.buffer(bytes, size * count))
    return size * count
  }

  static let receiveHeaderLine: ccurl_receiver = { bytes, size, count, context in
    Transfer.of(context).addHeaderLine(
      String(decoding: Transfer.buffer(bytes, size * count), as: UTF8.self))
    return size * count
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
    guard let context else { preconditionFailure("libcurl lost the transfer") }
    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  private static func buffer(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int
  ) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes, count: count)
  }

  private func addHeaderLine(_ line: String) {
    // Interim responses (100 Continue) come first; only the last one's fields stay.
    if line.hasPrefix("HTTP/") {
      headers = CurlResponse.Headers()
      return
    }
    guard let colon = line.firstIndex(of: ":") else { return }
    headers.append(
      name: String(line[..<colon]),
      value: String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
        .trimmingLineEnd())
  }
}

extension String {
  /// This text without blanks and line ends at its end.
  fileprivate func trimmingLineEnd() -> String {
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[...last])
  }
}
