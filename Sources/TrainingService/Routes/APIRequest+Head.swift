internal import HTTPCodec
internal import WebRouting

extension APIRequest {
  /// 200 with the fields of an answer in the form that was chosen, without content. What is kept as a
  /// file has a name (RFC 6266).
  func head(_ tag: EntityTag? = nil) -> HTTPResponse {
    var response = HTTPResponse(status: .ok, headers: ["Content-Type": format.contentType])
    if let tag { response.headers["ETag"] = tag.text }
    response.headers.addPictureFields(of: format)
    if format.isFile {
      response.headers["Content-Disposition"] = "attachment; filename=\"\(fileName)\""
    }
    return response
  }

  /// The path as a file's name: `/v1/jobs/job_…/similarity/matrix` is `job_…-similarity-matrix.csv`.
  /// What can stand in no field or file's name is left out.
  private var fileName: String {
    var parts = route.pattern.description.split(separator: "/").dropFirst().map(String.init)
    if let id = path["id"], let place = parts.firstIndex(of: "{id}") {
      parts[place] = id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      if place > 0 { parts.removeFirst(place) }
    }
    return parts.joined(separator: "-") + "." + format.name
  }
}
