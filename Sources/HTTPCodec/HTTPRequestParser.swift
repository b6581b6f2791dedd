/// What the parser found in the octets it was given.
package enum HTTPParserEvent: Sendable {
  /// Nothing more before more octets come.
  case needsMoreBytes
  /// A head whose content is still to be read, once per such request. Here a server can refuse
  /// early, and must send 100 (Continue) if `expectsContinue` and nothing of the content has come
  /// (RFC 9110, section 10.1.1).
  case head(HTTPRequest, expectsContinue: Bool)
  /// The next octets of a content that is handed on; never none.
  case content([UInt8])
  /// A complete request.
  case request(HTTPRequest)
}

/// An incremental, strict parser of HTTP/1.1 requests (RFC 9112): bytes go in, requests come out.
///
///     parser.append(bytes)
///     while true {
///       switch try parser.next() { … }
///     }
///
/// What it answers depends only on the octets, not on how they were cut into pieces. After a fault
/// it answers that fault for ever: where the next message starts is unknown.
///
/// Time is linear in the octets; memory is bounded by the limits and by what is appended before
/// `next` is called.
package struct HTTPRequestParser: Sendable {
  /// How far the current message has come.
  package enum Progress: Sendable {
    /// Between messages: nothing of the next has arrived.
    case idle
    /// Inside the request line or the fields.
    case head
    /// Inside the content.
    case body
  }

  private enum State {
    case requestLine
    case fields
    case sized(remaining: Int)
    case chunkLine
    case chunk(remaining: Int)
    case chunkEnd
    case trailers
  }

  private let limits: HTTPParserLimits
  private var buffer: [UInt8] = []
  /// The first octet not yet consumed.
  private var position = 0
  /// The first octet of the current line not yet examined.
  private var scanned = 0
  private var state = State.requestLine
  private var skippedEmptyLine = false
  private var request: HTTPRequest?
  /// Octets of the content so far.
  private var contentBytes = 0
  /// Octets of the fields, once those of the trailers are counted.
  private var headBytes = 0
  private var framing = FramingFields(version: .http11, bodyLimit: 0)
  private var bodyLimit = 0
  private var fieldBytes = 0
  private var fieldCount = 0
  private var extensionBytes = 0
  private var fault: HTTPFault?

  /// A parser that refuses what is beyond `limits`.
  package init(limits: HTTPParserLimits = HTTPParserLimits()) { self.limits = limits }

  /// How far the current message has come.
  package var progress: Progress {
    switch state {
    case .requestLine: bufferedBytes == 0 ? .idle : .head
    case .fields: .head
    default: .body
    }
  }

  /// Octets appended and not yet consumed.
  package var bufferedBytes: Int { buffer.count - position }

  /// Octets that the parser keeps: those not consumed, and those of the message at hand.
  package var heldBytes: Int {
    bufferedBytes + (request?.body.count ?? 0) + headBytes + fieldBytes
  }

  /// What is still to come of a content whose length was announced; 0 for others.
  package var announcedBytes: Int {
    if case .sized(let remaining) = state { remaining } else { 0 }
  }

  /// Whether the content of the message at hand comes as `content` events instead of in the body of
  /// its request. To be set when its head has come; false again with the next message.
  package var handsContentOn = false

  /// What has been parsed of the message at hand, once its request line has been; after a fault,
  /// what stood before it.
  package var head: HTTPRequest? { request }

  /// Takes `bytes` after those it has.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    if position > 0 {
      buffer.removeSubrange(0..<position)
      scanned -= position
      position = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// Takes `bytes` after those it has.
  package mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { append($0) }
  }

  /// The next thing found; throws once the octets cannot be a request.
  package mutating func next() throws(HTTPFault) -> HTTPParserEvent {
    if let fault { throw fault }
    do throws(HTTPFault) {
      let event = try advance()
      releaseConsumed()
      return event
    } catch {
      fault = error
      buffer = []
      (position, scanned) = (0, 0)
      throw error
    }
  }

  /// The fault of a connection that ends here, or nil between messages.
  package var faultAtEnd: HTTPFault? {
    progress == .idle
      ? nil : HTTPFault(.incompleteMessage, "Send the whole message before closing.")
  }

  private mutating func advance() throws(HTTPFault) -> HTTPParserEvent {
    while true {
      switch state {
      case .requestLine:
        guard let line = try line(limit: limits.requestLineBytes, beyond: .requestLineTooLong)
        else { return .needsMoreBytes }
        if line.isEmpty, !skippedEmptyLine {
          // One empty line before the request line is forgiven (RFC 9112, section 2.2).
          skippedEmptyLine = true
          continue
        }
        let begun = try RequestLine.parse(buffer.span.extracting(line))
        bodyLimit = limits.bodyBytes(of: begun)
        framing = FramingFields(version: begun.version, bodyLimit: bodyLimit)
        request = begun
        (fieldBytes, fieldCount, extensionBytes) = (0, 0, 0)
        (headBytes, contentBytes, handsContentOn) = (0, 0, false)
        state = .fields
      case .fields:
        guard let line = try fieldLine() else { return .needsMoreBytes }
        if line.isEmpty {
          if let event = try concludeHead() { return event }
        } else {
          try addField(line)
        }
      case .sized(let remaining) where handsContentOn && remaining > 0:
        guard let piece = takePiece(remaining) else { return .needsMoreBytes }
        state = .sized(remaining: remaining - piece.count)
        return .content(piece)
      case .sized(let remaining):
        let taken = takeContent(remaining)
        guard taken == remaining else {
          state = .sized(remaining: remaining - taken)
          return .needsMoreBytes
        }
        return finish()
      case .chunkLine:
        guard try beginChunk() else { return .needsMoreBytes }
      case .chunk(let remaining) where handsContentOn:
        guard let piece = takePiece(remaining) else { return .needsMoreBytes }
        state = piece.count == remaining ? .chunkEnd : .chunk(remaining: remaining - piece.count)
        return .content(piece)
      case .chunk(let remaining):
        let taken = takeContent(remaining)
        guard taken == remaining else {
          state = .chunk(remaining: remaining - taken)
          return .needsMoreBytes
        }
        state = .chunkEnd
      case .chunkEnd:
        guard try endChunk() else { return .needsMoreBytes }
        state = .chunkLine
      case .trailers:
        guard let line = try fieldLine() else { return .needsMoreBytes }
        if line.isEmpty { return finish() }
        // Trailers are checked as fields are, and dropped (RFC 9110, section 6.5.1).
        _ = try FieldLine.parse(buffer.span.extracting(line), isFirst: fieldCount == 1)
      }
    }
  }
}

// MARK: - Head

extension HTTPRequestParser {
  private mutating func addField(_ line: Range<Int>) throws(HTTPFault) {
    // A second reference to the storage, so that spans of it may live while `self` changes.
    let storage = buffer
    let octets = storage.span.extracting(line)
    let (name, value) = try FieldLine.parse(octets, isFirst: fieldCount == 1)
    let (nameOctets, valueOctets) = (octets.extracting(name), octets.extracting(value))
    try framing.note(name: nameOctets, value: valueOctets)
    request?.headers.append(parsed: HTTPField(name: nameOctets.text, value: valueOctets.text))
  }

  /// At the end of the header section: an event, or nil where the loop goes on.
  private mutating func concludeHead() throws(HTTPFault) -> HTTPParserEvent? {
    guard var head = request else { return nil }
    request = nil
    defer { request = head }
    switch try framing.conclude(&head) {
    case .sized(0):
      state = .sized(remaining: 0)
      return nil
    case .sized(let length):
      state = .sized(remaining: length)
    case .chunked:
      state = .chunkLine
      headBytes = fieldBytes
      (fieldBytes, fieldCount) = (0, 0)
    }
    return .head(head, expectsContinue: framing.expectsContinue)
  }

  private mutating func finish() -> HTTPParserEvent {
    guard let complete = request else { return .needsMoreBytes }
    request = nil
    (headBytes, fieldBytes) = (0, 0)
    state = .requestLine
    skippedEmptyLine = false
    return .request(complete)
  }
}

// MARK: - Content

extension HTTPRequestParser {
  /// Moves up to `wanted` octets from the buffer to the body and says how many there were.
  private mutating func takeContent(_ wanted: Int) -> Int {
    let count = min(wanted, bufferedBytes)
    if count > 0 {
      request?.body.append(contentsOf: buffer[position..<position + count])
      consumeContent(count)
    }
    return count
  }

  /// Up to `wanted` octets from the buffer; nil where it has none.
  private mutating func takePiece(_ wanted: Int) -> [UInt8]? {
    let count = min(wanted, bufferedBytes)
    guard count > 0 else { return nil }
    let piece = Array(buffer[position..<position + count])
    consumeContent(count)
    return piece
  }

  private mutating func consumeContent(_ count: Int) {
    contentBytes += count
    position += count
    scanned = position
  }

  private mutating func beginChunk() throws(HTTPFault) -> Bool {
    // A size of sixteen digits may always stand beside the extensions.
    let limit = limits.chunkExtensionBytes + 16
    guard let line = try line(limit: limit, beyond: .chunkExtensionsTooLong) else { return false }
    let (size, extras) = try ChunkLine.size(
      buffer.span.extracting(line), bodyLimit: bodyLimit)
    extensionBytes += extras
    guard extensionBytes <= limits.chunkExtensionBytes else {
      throw overrun(.chunkExtensionsTooLong)
    }
    guard size <= bodyLimit - contentBytes else {
      throw HTTPFault.contentTooLarge(limit: bodyLimit)
    }
    state = size == 0 ? .trailers : .chunk(remaining: size)
    return true
  }

  /// Consumes the CRLF after a chunk's data; false where it has not come in full.
  private mutating func endChunk() throws(HTTPFault) -> Bool {
    let available = bufferedBytes
    let isBroken =
      (available > 0 && buffer[position] != .carriageReturn)
      || (available > 1 && buffer[position + 1] != .lineFeed)
    guard !isBroken else {
      throw HTTPFault(.missingChunkEnd, "End every chunk with CRLF after as many bytes as it says.")
    }
    guard available > 1 else { return false }
    position += 2
    scanned = position
    return true
  }
}

// MARK: - Lines

extension HTTPRequestParser {
  /// The next line of a header or trailer section, counted against the limits; empty at the
  /// section's end.
  private mutating func fieldLine() throws(HTTPFault) -> Range<Int>? {
    let allowance = max(0, limits.headerBytes - fieldBytes - 2)
    guard let line = try line(limit: allowance, beyond: .headerSectionTooLarge) else { return nil }
    guard !line.isEmpty else { return line }
    fieldBytes += line.count + 2
    fieldCount += 1
    guard fieldCount <= limits.headerCount else {
      throw HTTPFault(.tooManyFields, "Send at most \(limits.headerCount) fields.")
    }
    return line
  }

  /// The next line without its CRLF, consumed; nil where its end has not come.
  ///
  /// Octets are examined once, in order, so that the first fault in the message is the one
  /// reported.
  private mutating func line(
    limit: Int, beyond code: HTTPFault.Code
  ) throws(HTTPFault) -> Range<Int>? {
    let start = position
    let bound = min(buffer.count, start + limit)
    let end = HTTPRequestParser.firstControl(buffer.span, from: scanned, to: bound)
    scanned = end
    guard end < buffer.count else { return nil }
    switch buffer[end] {
    case .carriageReturn:
      guard end + 1 < buffer.count else { return nil }
      guard buffer[end + 1] == .lineFeed else {
        throw HTTPFault(.bareCarriageReturn, "End lines with CRLF; send CR nowhere else.")
      }
      position = end + 2
      scanned = position
      return start..<end
    case .lineFeed: throw HTTPFault(.bareLineFeed, "End lines with CRLF, not with LF alone.")
    case let octet where octet.isForbiddenControl:
      throw HTTPFault(.controlOctet, "Remove control characters from the message's head.")
    default:
      throw overrun(code)
    }
  }

  private func overrun(_ code: HTTPFault.Code) -> HTTPFault {
    switch code {
    case .requestLineTooLong:
      HTTPFault(code, "Send a request line of at most \(limits.requestLineBytes) bytes.")
    case .headerSectionTooLarge:
      HTTPFault(code, "Send at most \(limits.headerBytes) bytes of fields.")
    default:
      HTTPFault(code, "Send at most \(limits.chunkExtensionBytes) bytes of chunk extensions.")
    }
  }

  private static func firstControl(_ octets: Span<UInt8>, from: Int, to bound: Int) -> Int {
    var index = from
    while index < bound, !octets[index].isForbiddenControl { index += 1 }
    return index
  }

  /// Forgets consumed octets once all are; storage that a large message needed is given back.
  private mutating func releaseConsumed() {
    guard position > 0, position == buffer.count else { return }
    buffer.removeAll(keepingCapacity: buffer.capacity <= 4 << 10)
    (position, scanned) = (0, 0)
  }
}
