internal import CCurl

/// What arrives during one transfer, filled in by libcurl on the thread that performs it.
final class Received {
  private(set) var body: [UInt8] = []
  private(set) var fields: [String: String] = [:]
  let errorBuffer: UnsafeMutableBufferPointer<CChar>
  private let mostBytes: Int
  private let goesOn: @Sendable () -> Bool

  init(_ request: TransportRequest) {
    mostBytes = request.mostBytes
    goesOn = request.goesOn ?? { true }
    errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorBuffer.initialize(repeating: 0)
  }

  deinit { errorBuffer.deallocate() }

  /// libcurl's message; empty where it has none.
  var errorText: String {
    String(decoding: errorBuffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Takes content up; an answer that is too long ends the transfer.
  static let content: ccurl_receiver = { bytes, size, count, context in
    let received = of(context)
    guard received.body.count + size * count <= received.mostBytes else { return 0 }
    received.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
  }

  static let headerLine: ccurl_receiver = { bytes, size, count, context in
    let line = String(
      decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
    let received = of(context)
    if line.hasPrefix("HTTP/") { received.fields = [:] }
    let parts = line.split(separator: ":", maxSplits: 1)
    if parts.count == 2 {
      received.fields[parts[0].lowercased()] = String(
        parts[1].drop { $0 == " " }.prefix { $0 != "\r" && $0 != "\n" && $0 != "\r\n" })
    }
    return size * count
  }

  /// Called several times a second, and once a second where nothing moves: not 0 ends the transfer.
  static let goOn: curl_xferinfo_callback = { context, _, _, _, _ in
    of(context).goesOn() ? 0 : 1
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> Received {
    guard let context else { preconditionFailure("libcurl lost the transfer") }
    return Unmanaged<Received>.fromOpaque(context).takeUnretainedValue()
  }
}
