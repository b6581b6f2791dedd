internal import CCurl

/// One of libcurl's handles, which keeps its connection from request to request. One thread at a time.
package final class CurlTransport {
  private let curl: UnsafeMutableRawPointer
  private let userAgent: String

  /// libcurl wants one global initialisation before anything else.
  private static let library: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Nil where libcurl cannot be used: there is no memory.
  package init?(userAgent: String) {
    guard Self.library == CURLE_OK, let curl = curl_easy_init() else { return nil }
    self.curl = curl
    self.userAgent = userAgent
  }

  deinit { curl_easy_cleanup(curl) }

  /// Sends a request and waits for the whole answer. Redirects are not followed: what is sent may hold a
  /// key.
  package func perform(_ request: TransportRequest) throws(TransportFault) -> TransportAnswer {
    // Forgets the options of the request before, and keeps its connection.
    curl_easy_reset(curl)
    let received = Received(request)
    var fields: UnsafeMutablePointer<curl_slist>?
    defer { curl_slist_free_all(fields) }
    // Without a question first whether the content is wanted.
    for (name, value) in request.fields + [(name: "Expect", value: "")] {
      fields = curl_slist_append(fields, "\(name): \(value)")
    }
    let code = withExtendedLifetime(received) {
      guard configure(request, fields, received) else { return CURLE_FAILED_INIT }
      guard let body = request.body else { return curl_easy_perform(curl) }
      // Not copied: it stays where it is until the transfer has ended.
      return body.withUnsafeBytes {
        send($0) ? curl_easy_perform(curl) : CURLE_FAILED_INIT
      }
    }
    guard code == CURLE_OK else {
      let said = received.errorText
      throw TransportFault(
        description: said.isEmpty ? String(cString: curl_easy_strerror(code)) : said)
    }
    var status = 0
    ccurl_get_long(curl, CURLINFO_RESPONSE_CODE, &status)
    return TransportAnswer(status: status, body: received.body, fields: received.fields)
  }

  private func configure(
    _ request: TransportRequest, _ fields: UnsafeMutablePointer<curl_slist>?, _ received: Received
  ) -> Bool {
    let context = Unmanaged.passUnretained(received).toOpaque()
    var texts = [
      (CURLOPT_URL, request.url), (CURLOPT_CUSTOMREQUEST, request.method),
      (CURLOPT_USERAGENT, userAgent),
    ]
    if let authorities = request.authorities { texts.append((CURLOPT_CAINFO, authorities)) }
    if request.takesGzip { texts.append((CURLOPT_ACCEPT_ENCODING, "gzip")) }
    var numbers: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0),
      (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
      // 0 would be for ever.
      (CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(request.connectTimeout / .milliseconds(1)))),
      (CURLOPT_TIMEOUT_MS, max(1, Int(request.timeout / .milliseconds(1)))),
    ]
    var pointers: [(CURLoption, UnsafeMutableRawPointer?)] = [
      (CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(fields)), (CURLOPT_WRITEDATA, context),
      (CURLOPT_HEADERDATA, context),
      (CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(received.errorBuffer.baseAddress)),
    ]
    var codes: [CURLcode] = []
    if request.goesOn != nil {
      numbers.append((CURLOPT_NOPROGRESS, 0))
      pointers.append((CURLOPT_XFERINFODATA, context))
      codes.append(ccurl_set_progress(curl, Received.goOn))
      codes.append(ccurl_set_quick_exit(curl))
    }
    codes += texts.map { ccurl_set_text(curl, $0, $1) }
    codes += numbers.map { ccurl_set_long(curl, $0, $1) }
    codes += pointers.map { ccurl_set_pointer(curl, $0, $1) }
    codes.append(ccurl_set_receiver(curl, CURLOPT_WRITEFUNCTION, Received.content))
    codes.append(ccurl_set_receiver(curl, CURLOPT_HEADERFUNCTION, Received.headerLine))
    return codes.allSatisfy { $0 == CURLE_OK }
  }

  private func send(_ body: UnsafeRawBufferPointer) -> Bool {
    // A content without bytes has no address, and libcurl would read one from its own input.
    let bytes = UnsafeMutableRawPointer(mutating: body.baseAddress ?? Self.nothing)
    return [
      ccurl_set_long(curl, CURLOPT_POST, 1),
      ccurl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)),
      ccurl_set_pointer(curl, CURLOPT_POSTFIELDS, bytes),
    ].allSatisfy { $0 == CURLE_OK }
  }

  /// The address of no bytes, never written to.
  nonisolated(unsafe) private static let nothing = UnsafeRawPointer(
    UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))
}
