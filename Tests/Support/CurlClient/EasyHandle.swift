internal import CCurl

/// One of libcurl's easy handles with its pool of kept connections. One thread at a time may use
/// it.
struct EasyHandle: ~Copyable {
  private let curl: UnsafeMutableRawPointer

  /// libcurl wants one global initialisation before anything else.
  private static let library: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// - Precondition: libcurl can be initialised: there is memory.
  init() {
    precondition(Self.library == CURLE_OK, "libcurl cannot be initialised")
    guard let curl = curl_easy_init() else { preconditionFailure("libcurl gives no handle") }
    self.curl = curl
  }

  deinit { curl_easy_cleanup(curl) }

  /// Sends the request and waits for the end of the response.
  mutating func perform(
    _ request: CurlRequest, to origin: String
  ) -> Result<CurlResponse, CurlError> {
    // Forgets the options of the request before, and keeps its connection.
    curl_easy_reset(curl)
    let transfer = Transfer()
    let fields = FieldList(request.headers)
    let url = origin + request.target
    let status = withExtendedLifetime((transfer, fields)) {
      configure(request, url, fields, transfer)
      return curl_easy_perform(curl)
    }
    guard status == CURLE_OK else {
      let said = transfer.errorText
      return .failure(
        CurlError(
          code: status.rawValue,
          message: said.isEmpty ? String(cString: curl_easy_strerror(status)) : said,
          request: "\(request.method) \(url)"))
    }
    return .success(response(of: transfer))
  }

  private func response(of transfer: Transfer) -> CurlResponse {
    var code = 0
    var connections = 0
    var seconds = 0.0
    ccurl_get_long(curl, CURLINFO_RESPONSE_CODE, &code)
    ccurl_get_long(curl, CURLINFO_NUM_CONNECTS, &connections)
    ccurl_get_double(curl, CURLINFO_TOTAL_TIME, &seconds)
    return CurlResponse(
      status: code, headers: transfer.headers, body: transfer.body,
      connectionsOpened: connections, totalTime: seconds)
  }

  private func configure(
    _ request: CurlRequest, _ url: String, _ fields: FieldList, _ transfer: Transfer
  ) {
    set(CURLOPT_URL, url)
    set(CURLOPT_PATH_AS_IS, 1)
    // A proxy of the environment has no business between a test and its service.
    set(CURLOPT_PROXY, "")
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_NOSIGNAL, 1)
    let (seconds, attoseconds) = request.timeout.components
    set(CURLOPT_TIMEOUT_MS, Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    if let body = request.body {
      set(CURLOPT_POST, 1)
      check(ccurl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
      body.withUnsafeBytes { bytes in
        check(
          ccurl_set_pointer(
            curl, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress)))
      }
    }
    if request.method == "HEAD" { set(CURLOPT_NOBODY, 1) }
    set(CURLOPT_CUSTOMREQUEST, request.method)
    check(ccurl_set_pointer(curl, CURLOPT_HTTPHEADER, fields.list))
    check(ccurl_set_pointer(curl, CURLOPT_ERRORBUFFER, transfer.errorBuffer.baseAddress))
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    check(ccurl_set_pointer(curl, CURLOPT_WRITEDATA, context))
    check(ccurl_set_pointer(curl, CURLOPT_HEADERDATA, context))
    check(ccurl_set_receiver(curl, CURLOPT_WRITEFUNCTION, Transfer.receiveContent))
    check(ccurl_set_receiver(curl, CURLOPT_HEADERFUNCTION, Transfer.receiveHeaderLine))
  }

  private func set(_ option: CURLoption, _ value: Int) {
    check(ccurl_set_long(curl, option, value))
  }

  private func set(_ option: CURLoption, _ text: String) {
    check(ccurl_set_text(curl, option, text))
  }

  private func check(_ code: CURLcode) {
    precondition(code == CURLE_OK, String(cString: curl_easy_strerror(code)))
  }
}

/// Request fields as libcurl takes them.
private final class FieldList {
  private(set) var list: UnsafeMutablePointer<curl_slist>?

  init(_ headers: [(name: String, value: String)]) {
    for (name, value) in headers { list = curl_slist_append(list, "\(name): \(value)") }
  }

  deinit { curl_slist_free_all(list) }
}
