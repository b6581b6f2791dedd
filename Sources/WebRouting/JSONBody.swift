package import HTTPCodec
package import StrictJSON

/// Request bodies: JSON, declared as such.
package enum JSONBody {
  /// The body's value.
  ///
  /// Any other media type, and none, is refused: a web page can send text or a form to any host
  /// without asking, but not `application/json`.
  package static func read(_ request: HTTPRequest) throws(Problem) -> JSONValue {
    guard isJSON(request.headers["content-type"]) else {
      throw Problem(
        .unsupportedMediaType,
        "Send the body as JSON in UTF-8 with the field Content-Type: application/json.",
        headers: ["Accept-Post": "application/json"])
    }
    do {
      return try JSONValue.parse(request.body)
    } catch {
      throw Problem(error)
    }
  }

  private static func isJSON(_ contentType: String?) -> Bool {
    guard let contentType else { return false }
    let parts = contentType.asciiLowercased.utf8.split(separator: UInt8(ascii: ";"), maxSplits: 8)
      .map { String(Substring($0)).withoutOuterBlanks }
    guard parts[0].hasOctets(of: "application/json") else { return false }
    return parts.dropFirst().allSatisfy {
      !$0.utf8.starts(with: "charset=".utf8)
        || $0.hasOctets(of: "charset=utf-8") || $0.hasOctets(of: "charset=\"utf-8\"")
    }
  }
}
