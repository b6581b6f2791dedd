internal import HTTPCodec
internal import StrictJSON

/// What an upload consists of, once its media type and its codings are undone: options by name, and
/// files.
struct UploadBody {
  /// The members of a JSON body, or the fields of a form or query.
  var options: JSONObject
  /// What came as a file, by the field's name.
  var files: [String: UploadFile] = [:]

  static let csv = "csv"
  static let accepted = "application/json, text/csv, multipart/form-data"
  /// The longest field of a form that is no file.
  private static let longestOption = 4096

  /// The body `content` of a request; `query` holds the options of its query, which only CSV has.
  ///
  /// Throws 400 for a broken form or coding, 413 for what expands beyond `limits`, 415 for another
  /// media type or coding.
  ///
  /// - Complexity: O(bytes).
  init(
    _ content: UnsafeRawBufferPointer, of request: HTTPRequest, query: JSONObject,
    limits: DatasetLimits
  ) throws(Problem) {
    let type = request.headers["content-type"].flatMap(HeaderParameters.init)
    guard request.headers.values(of: "content-type").count == 1, let type,
      ["application/json", "text/csv", "multipart/form-data"].contains(type.value)
    else { throw Self.unsupported }
    let charset = type["charset"]?.lowercased()
    guard charset == nil || charset == "utf-8" else { throw Self.unsupported }
    guard query.isEmpty || type.value == "text/csv" else {
      throw Problem(
        .invalidQuery,
        "Only an upload of text/csv has options in the query. Send them as "
          + (type.value == "application/json" ? "members." : "fields of the form."),
        errors: query.keys.map {
          Problem.fault(parameter: $0, code: "misplaced_parameter", "\($0) does not stand here.")
        })
    }
    var coding = UploadCoding(budget: limits.bytes)
    let body = try coding.body(content, of: request)
    switch type.value {
    case "application/json":
      guard body.bytes.count <= DatasetLimits.jsonBytes else {
        throw Problem(
          .datasetTooLarge,
          "The JSON has more than \(DatasetLimits.jsonBytes) bytes. Send what is larger as CSV or"
            + " IDX.")
      }
      options = try Self.object(Array(body.bytes))
    case "text/csv":
      options = query
      files = [Self.csv: try coding.file(body, named: Self.csv)]
    default:
      (options, files) = try Self.form(body, request, &coding)
    }
  }

  private static func object(_ json: [UInt8]) throws(Problem) -> JSONObject {
    let value: JSONValue
    do { value = try JSONValue.parse(json) } catch { throw Problem(error) }
    guard let object = value.objectValue else {
      throw Problem(.invalidDataset, "The body must be an object, not \(value.kindDescription).")
    }
    return object
  }

  private static func form(
    _ body: UploadFile, _ request: HTTPRequest, _ coding: inout UploadCoding
  ) throws(Problem) -> (JSONObject, [String: UploadFile]) {
    guard let boundary = MultipartForm.boundary(of: request.headers["content-type"] ?? "") else {
      throw Problem(
        .invalidForm,
        "Content-Type must name a boundary of 1 to 70 characters, as curl -F and browsers do.")
    }
    let form: MultipartForm
    do {
      form = try MultipartForm(body.bytes, boundary: boundary)
    } catch {
      throw Problem(.invalidForm, "Byte \(error.offset): \(error.problem).")
    }
    var options = UploadOptions()
    var files: [String: UploadFile] = [:]
    for part in form.parts {
      let content = body[part.content]
      if SpecFields.uploadedFiles.contains(part.name) {
        guard files[part.name] == nil else { throw repeated(part.name) }
        files[part.name] = try coding.file(content, named: part.name)
      } else {
        guard content.bytes.count <= longestOption,
          let text = String(validating: content.bytes, as: UTF8.self)
        else {
          throw Problem(
            .invalidForm,
            "The field \(part.name.shortened) must be text of at most \(longestOption) bytes.")
        }
        guard options.add(text, to: part.name) else { throw repeated(part.name) }
      }
    }
    return (options.object, files)
  }

  private static func repeated(_ name: String) -> Problem {
    Problem(.invalidForm, "The form has the field \(name.shortened) twice: send it once.")
  }

  private static var unsupported: Problem {
    Problem(
      .unsupportedMediaType,
      "Send text/csv with a header line, application/json with inputs and targets, or IDX files as"
        + " multipart/form-data: curl -F inputs=@images-idx3-ubyte.gz -F"
        + " targets=@labels-idx1-ubyte.gz.",
      headers: ["Accept-Post": accepted])
  }
}

/// A file of an upload, or its whole body, where it lies.
struct UploadFile {
  /// Its octets: of the request's content, valid as long as that is, or of ``owner``.
  let bytes: UnsafeRawBufferPointer
  var owner: MappedBytes?

  /// A part of it.
  subscript(range: Range<Int>) -> UploadFile {
    UploadFile(bytes: UnsafeRawBufferPointer(rebasing: bytes[range]), owner: owner)
  }
}

/// Options that came as text, as the values that a JSON body would have.
struct UploadOptions {
  private(set) var object: JSONObject = [:]

  /// Adds one; false where it is there already. Columns may be several.
  mutating func add(_ text: String, to name: String) -> Bool {
    if ["target", "drop"].contains(name) {
      switch object[name] {
      case nil: object[name] = .string(text)
      case .array(let texts): object[name] = .array(texts + [.string(text)])
      case let first?: object[name] = .array([first, .string(text)])
      }
      return true
    }
    let value: JSONValue? =
      switch name {
      case "classes", "divisor": JSONNumber(literal: text).map(JSONValue.number)
      case "header": ["true": true, "false": false][text]
      default: nil
      }
    return object.insert(value ?? .string(text), forNewKey: name)
  }
}
