internal import Drawing
internal import HTTPCodec
internal import WebRouting

/// What a client says of the form of a picture: `?width=&height=&scale=&x_scale=`.
struct PictureForm: Sendable {
  static let size: [RouteParameter] = [.one("width"), .one("height")]
  static let all: [RouteParameter] = size + [.one("scale"), .one("x_scale")]

  var size: PictureSize
  /// Of the axis of values.
  var scale: AxisScale
  /// Of the axis below.
  var xScale: AxisScale

  /// Nil where the answer is no picture. Throws 400 for a value that cannot be, and for one of
  /// `parameters` where the answer is none.
  init?(
    _ request: APIRequest, alone parameters: [RouteParameter] = PictureForm.all
  ) throws(Problem) {
    let query = request.query
    guard request.format == .svg else {
      for parameter in parameters where !query.values(parameter.name).isEmpty {
        throw Problem.query(
          parameter: parameter.name, code: "misplaced_parameter",
          "\(parameter.name) is of pictures: add format=svg, or leave it out.")
      }
      return nil
    }
    let standard = PictureSize.standard
    size = PictureSize(
      width: try query.integer("width", in: PictureSize.widths) ?? standard.width,
      height: try query.integer("height", in: PictureSize.heights) ?? standard.height)
    scale = try query.choice("scale", of: AxisScale.self) ?? .linear
    xScale = try query.choice("x_scale", of: AxisScale.self) ?? .linear
  }
}

extension HTTPFields {
  /// What answers that are pictures may do beside others: see ``HTTPCodec/HTTPResponse``. A picture may have
  /// its style sheet; and any page may show it that knows its address, which holds an id that nobody can guess,
  /// but none of another origin can read it.
  mutating func addPictureFields(of format: MediaFormat) {
    guard format == .svg else { return }
    self["Content-Security-Policy"] = PicturePolicy.text
    self["Cross-Origin-Resource-Policy"] = "cross-origin"
  }
}
