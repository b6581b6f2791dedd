internal import CCurl

/// One of libcurl's handles, which keeps its connection from request to request.
final class CurlTransport {
  private let curl: UnsafeMutableRawPointer
  private let userAgent: String

  /// libcurl wants one global initialisation before anything else.
  private static let library: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Nil where libcurl cannot be used: there is no memory.
  init?(userAgent: String) {
    guard Self.library == CURLE_OK, let curl = curl_easy_init() else { return nil }
    self.curl = curl
    self.userAgent = userAgent
  }

  deinit { curl_easy_cleanup(curl) }

  /// Sends a request and waits for the whole answer. Redirects are not followed: what is sent may hold a
  /// key.
  func perform(_ request: ServiceRequest, at url: String) throws(ServiceFault) -> ServiceAnswer {
    // Forgets the options of the request before, and keeps its connection.
    curl_easy_reset(curl)
    let received = Received()
    var fields: UnsafeMutablePointer<curl_slist>?
    defer { curl_slist_free_all(fields) }
    for (name, value) in request.headers + [(name: "Expect", value: "")] {
      fields = curl_slist_append(fields, "\(name): \(value)")
    }
    let code = withExtendedLifetime(received) {
      configure(request, url, fields, received) ? curl_easy_perform(curl) : CURLE_FAILED_INIT
    }
    guard code == CURLE_OK else {
      let said = received.errorText
      throw .unreachable(
        "No answer from \(url): \(said.isEmpty ? String(cString: curl_easy_strerror(code)) : said)."
      )
    }
    var status = 0
    ccurl_get_long(curl, CURLINFO_RESPONSE_CODE, &status)
    return ServiceAnswer(status: status, body: received.body, headers: received.headers)
  }

  private func configure(
    _ request: ServiceRequest, _ url: String, _ fields: UnsafeMutablePointer<curl_slist>?,
    _ received: Received
  ) -> Bool {
    let context = Unmanaged.passUnretained(received).toOpaque()
    let texts = [
      (CURLOPT_URL, url), (CURLOPT_CUSTOMREQUEST, request.method), (CURLOPT_USERAGENT, userAgent),
      (CURLOPT_ACCEPT_ENCODING, "gzip"),
    ]
    let numbers: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0),
      (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)), (CURLOPT_CONNECTTIMEOUT_MS, 10_000),
      (CURLOPT_TIMEOUT_MS, Int(request.timeout / .milliseconds(1))),
    ]
    let pointers: [(CURLoption, UnsafeMutableRawPointer?)] = [
      (CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(fields)), (CURLOPT_WRITEDATA, context),
      (CURLOPT_HEADERDATA, context),
      (CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(received.errorBuffer.baseAddress)),
    ]
    var codes = texts.map { ccurl_set_text(curl, $0, $1) }
    codes += numbers.map { ccurl_set_long(curl, $0, $1) }
    codes += pointers.map { ccurl_set_pointer(curl, $0, $1) }
    if let body = request.body {
      codes.append(ccurl_set_long(curl, CURLOPT_POST, 1))
      codes.append(ccurl_set_text(curl, CURLOPT_CUSTOMREQUEST, request.method))
      // In this order: what is copied is as long as was said before.
      codes.append(ccurl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
      codes.append(
        body.withUnsafeBytes {
          ccurl_set_pointer(
            curl, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress))
        })
    }
    codes.append(ccurl_set_receiver(curl, CURLOPT_WRITEFUNCTION, Received.content))
    codes.append(ccurl_set_receiver(curl, CURLOPT_HEADERFUNCTION, Received.headerLine))
    return codes.allSatisfy { $0 == CURLE_OK }
  }
}

/// What arrives during one transfer, filled in by libcurl on the thread that performs it.
private final class Received {
  private(set) var body: [UInt8] = []
  private(set) var headers: [String: String] = [:]
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

  static let content: ccurl_receiver = { bytes, size, count, context in
    of(context).body.append(
      contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
  }

  static let headerLine: ccurl_receiver = { bytes, size, count, context in
    let line = String(
      decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
    let received = of(context)
    if line.hasPrefix("HTTP/") { received.headers = [:] }
    let parts = line.split(separator: ":", maxSplits: 1)
    if parts.count == 2 {
      received.headers[parts[0].lowercased()] = String(
        parts[1].drop { $0 == " " }.prefix { $0 != "\r" && $0 != "\n" && $0 != "\r\n" })
    }
    return size * count
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> Received {
    guard let context else { preconditionFailure("libcurl lost the transfer") }
    return Unmanaged<Received>.fromOpaque(context).takeUnretainedValue()
  }
}
