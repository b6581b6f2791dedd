internal import Foundation
internal import Jobs
internal import Logging
internal import StrictJSON

/// Log lines as JSON objects, one a line: `time`, `level`, `message`, and the metadata by its names.
struct JSONLogHandler: LogHandler {
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  private let write: @Sendable ([UInt8]) -> Void

  /// Lines go to `write`, each with its end.
  init(write: @escaping @Sendable ([UInt8]) -> Void = JSONLogHandler.writeToStandardError) {
    self.write = write
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
    if let given = event.metadata { all.merge(given) { $1 } }
    var object: JSONObject = [
      "time": .string(Self.time), "level": .string(event.level.rawValue),
      "message": .string("\(event.message)"),
    ]
    // A name that the line itself uses keeps its meaning.
    for (name, value) in all.sorted(by: { $0.key < $1.key }) where object[name] == nil {
      object[name] = Self.json(value)
    }
    write(JSONValue.object(object).serialized() + [UInt8(ascii: "\n")])
  }

  private static func json(_ value: Logger.MetadataValue) -> JSONValue {
    switch value {
    case .string(let text): .string(text)
    case .stringConvertible(let value): .string(value.description)
    case .array(let values): .array(values.map(json))
    case .dictionary(let values):
      .object(
        JSONObject(unique: values.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) }))
    }
  }

  private static var time: String {
    Date().formatted(.iso8601.time(includingFractionalSeconds: true))
  }

  /// One call a line, so that lines of several threads do not mix.
  private static func writeToStandardError(_ line: [UInt8]) {
    FileHandle.standardError.write(Data(line))
  }
}

/// The form of log lines.
package enum LogFormat: String, Sendable, CaseIterable {
  /// For people.
  case text
  /// For programs: one JSON object a line.
  case json
}

extension LogFormat {
  /// The log of this process, to standard error; once a process.
  func begin(at level: Logger.Level) -> Logger {
    LoggingSystem.bootstrap { label in
      switch self {
      case .text: StreamLogHandler.standardError(label: label)
      case .json: JSONLogHandler()
      }
    }
    var log = Logger(label: "symbreak")
    log.logLevel = level
    return log
  }
}
