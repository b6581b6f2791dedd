/// A bucket, and what the keys in it begin with: `s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION]`.
///
/// Nothing of it has to be escaped in a path: the keys made of it are letters, digits and `-._/`, so that
/// they are signed as they are sent.
package struct S3Location: Hashable, Sendable, CustomStringConvertible {
  /// As it was given.
  package let description: String
  /// In the name of which requests are signed.
  let region: String
  /// The scheme, the host and its port.
  package let origin: String
  /// The host, with its port where that is not the scheme's own: what the field Host says.
  package let host: String
  /// What paths begin with: ends with `/`.
  let path: String

  /// Why a location is refused, in a sentence.
  package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
  }

  private static let form = "Give s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION]."

  /// A location out of its text. Without an endpoint it is Amazon's of the region, us-east-1 unless told.
  package init(_ text: String) throws(Fault) {
    func refusal(_ reason: String) -> Fault { Fault(description: reason + " " + Self.form) }
    guard text.hasPrefix("s3://") else { throw refusal("It does not begin with s3://.") }
    let parts = text.dropFirst("s3://".count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let names = parts[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let bucket = names[0]
    // Amazon S3 User Guide, "General purpose bucket naming rules".
    guard bucket.wholeMatch(of: /[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]/) != nil else {
      throw refusal("The bucket's name has 3 to 63 of a-z, 0-9, - and dots.")
    }
    var folders = Array(names.dropFirst())
    if folders.last == "" { folders.removeLast() }
    guard
      folders.allSatisfy({
        $0.wholeMatch(of: /[A-Za-z0-9_.\-]+/) != nil && $0 != "." && $0 != ".."
      })
    else { throw refusal("The prefix has letters, digits, -, _ and dots between single slashes.") }
    var options: [String: String] = [:]
    for option in parts.dropFirst().first?.split(separator: "&") ?? [] {
      let pair = option.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, ["endpoint", "region"].contains(pair[0]), options[pair[0]] == nil
      else {
        throw refusal("The options are endpoint and region, once each.")
      }
      options[pair[0]] = pair[1]
    }
    region = options["region"] ?? "us-east-1"
    guard region.wholeMatch(of: /[a-z0-9\-]{1,64}/) != nil else {
      throw refusal("A region is such as eu-central-1.")
    }
    let prefix = folders.map { $0 + "/" }.joined()
    if let endpoint = options["endpoint"] {
      let trimmed = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
      guard
        let match = trimmed.wholeMatch(
          of: /(https?):\/\/([A-Za-z0-9.\-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/)
      else {
        throw refusal("The endpoint is such as https://minio.example:9000, without user or path.")
      }
      let ownPort = match.1 == "https" ? ":443" : ":80"
      let port = match.3.flatMap { $0 == ownPort ? nil : String($0) } ?? ""
      host = match.2.lowercased() + port
      origin = "\(match.1)://\(host)"
      path = "/\(bucket)/\(prefix)"
    } else if bucket.contains(".") {
      // Its name as part of the host would fit no certificate.
      host = "s3.\(region).amazonaws.com"
      origin = "https://\(host)"
      path = "/\(bucket)/\(prefix)"
    } else {
      host = "\(bucket).s3.\(region).amazonaws.com"
      origin = "https://\(host)"
      path = "/\(prefix)"
    }
    description = text
  }

  /// The path of a blob.
  package func path(of key: BlobKey) -> String { "\(path)\(key)" }
}
