/// The line before a chunk: `chunk-size [ chunk-ext ]` (RFC 9112, section 7.1).
enum ChunkLine {
  /// The chunk's size; `limit` is what the content may still grow by, for the refusal and against
  /// overflow.
  static func size(_ line: Span<UInt8>, bodyLimit limit: Int) throws(HTTPFault) -> (
    size: Int, extensionBytes: Int
  ) {
    var size = 0
    var index = 0
    while index < line.count, let digit = line[index].hexValue {
      // Within a limit far below the largest integer no step of this can overflow.
      guard size <= Int.max >> 5 else { throw HTTPFault.contentTooLarge(limit: limit) }
      size = size << 4 | Int(digit)
      index += 1
    }
    guard index > 0 else {
      throw HTTPFault(.invalidChunkSize, "Begin every chunk with its size in hex digits.")
    }
    let rest = line.extracting(index..<line.count)
    if !rest.isEmpty { try checkExtensions(rest) }
    return (size, rest.count)
  }

  /// chunk-ext = *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] ) (RFC 9112, section
  /// 7.1.1)
  private static func checkExtensions(_ octets: Span<UInt8>) throws(HTTPFault) {
    var index = 0
    while index < octets.count {
      index = skipBlanks(octets, index)
      guard index < octets.count, octets[index] == UInt8(ascii: ";") else {
        throw HTTPFault(.invalidChunkSize, "Let CRLF or ; follow the chunk's size.")
      }
      index = try skipToken(octets, skipBlanks(octets, index + 1))
      let next = skipBlanks(octets, index)
      if next < octets.count, octets[next] == UInt8(ascii: "=") {
        let value = skipBlanks(octets, next + 1)
        if value < octets.count, octets[value] == UInt8(ascii: "\"") {
          index = try skipQuoted(octets, value)
        } else {
          index = try skipToken(octets, value)
        }
      }
    }
  }

  private static func skipBlanks(_ octets: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < octets.count, octets[index].isBlank { index += 1 }
    return index
  }

  private static func skipToken(_ octets: Span<UInt8>, _ start: Int) throws(HTTPFault) -> Int {
    var index = start
    while index < octets.count, octets[index].isTokenOctet { index += 1 }
    guard index > start else { throw malformed }
    return index
  }

  private static func skipQuoted(_ octets: Span<UInt8>, _ start: Int) throws(HTTPFault) -> Int {
    var index = start + 1
    while index < octets.count {
      switch octets[index] {
      case UInt8(ascii: "\""): return index + 1
      case UInt8(ascii: "\\"): index += 2
      default: index += 1
      }
    }
    throw malformed
  }

  private static var malformed: HTTPFault {
    HTTPFault(.invalidChunkExtension, "Write chunk extensions as ;name or ;name=value.")
  }
}
