/// A form in which an answer can be given.
package struct MediaFormat: Sendable, Equatable {
  /// The value of `?format=`.
  package let name: String
  /// The media type, without parameters.
  package let type: String
  /// What `Content-Type` says.
  package let contentType: String

  init(name: String, type: String, parameters: String = "") {
    self.name = name
    self.type = type
    contentType = type + parameters
  }

  package static let json = MediaFormat(name: "json", type: "application/json")
  package static let html = MediaFormat(
    name: "html", type: "text/html", parameters: "; charset=utf-8")
  /// RFC 4180, with a header line.
  package static let csv = MediaFormat(
    name: "csv", type: "text/csv", parameters: "; charset=utf-8; header=present")
  /// One JSON object a line.
  package static let ndjson = MediaFormat(name: "ndjson", type: "application/x-ndjson")
  /// A JSON array with one object a row: what spreadsheets, notebooks and dashboards read.
  package static let rows = MediaFormat(
    name: "rows", type: "application/vnd.symbreak.rows+json")
  /// The forms of a ``RowTable``.
  package static let tables = [csv, ndjson, rows]
  /// The forms of every series and list: the document, and its rows.
  package static let series = [json] + tables

  /// Whether it is a form of a ``RowTable``.
  package var isTable: Bool { Self.tables.contains(self) }
  /// Whether it is kept as a file rather than looked at.
  package var isFile: Bool { self == .csv || self == .ndjson }

  /// Server-sent events (WHATWG HTML, section 9.2).
  package static let eventStream = MediaFormat(name: "event-stream", type: "text/event-stream")
  /// Prometheus' text format.
  package static let prometheus = MediaFormat(
    name: "text", type: "text/plain", parameters: "; version=0.0.4; charset=utf-8")
  /// RFC 9512.
  package static let yaml = MediaFormat(name: "yaml", type: "application/yaml")
  /// A picture (SVG 1.1).
  package static let svg = MediaFormat(name: "svg", type: "image/svg+xml")
  package static let safetensors = MediaFormat(
    name: "safetensors", type: "application/octet-stream")
}
