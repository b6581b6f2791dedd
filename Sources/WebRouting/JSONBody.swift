package import HTTPCodec
package import StrictJSON

/// Request bodies: JSON, declared as such.
package enum JSONBody {
  /// The body's value.
  ///
  /// - Parameter other: a media type of JSON that the operation takes too.
  ///
  /// Any other media type, and none, is refused: a web page can send text or a form to any host
  /// without asking, but not `application/json`.
  package static func read(
    _ request: HTTPRequest, orAs other: String? = nil
  ) throws(Problem) -> JSONValue {
    let types = (other.map { [$0] } ?? []) + ["application/json"]
    guard isJSON(request.headers["content-type"], types) else {
      throw Problem(
        .unsupportedMediaType,
        "Send the body as JSON in UTF-8 with the field Content-Type: \(types[0]).",
        headers: [
          request.method == .patch ? "Accept-Patch" : "Accept-Post":
            types.joined(separator: ", ")
        ])
    }
    do {
      return try JSONValue.parse(request.body)
    } catch {
      throw Problem(error)
    }
  }

  private static func isJSON(_ contentType: String?, _ types: [String]) -> Bool {
    guard let contentType else { return false }
    let parts = contentType.asciiLowercased.utf8.split(separator: UInt8(ascii: ";"), maxSplits: 8)
      .map { String(Substring($0)).withoutOuterBlanks }
    guard types.contains(where: { parts[0].hasOctets(of: $0) }) else { return false }
    return parts.dropFirst().allSatisfy {
      !$0.utf8.starts(with: "charset=".utf8)
        || $0.hasOctets(of: "charset=utf-8") || $0.hasOctets(of: "charset=\"utf-8\"")
    }
  }
}
