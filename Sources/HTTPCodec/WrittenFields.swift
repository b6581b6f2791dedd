/// Fields that many answers begin with, and the lines that they are sent as, written once.
final class WrittenFields: Sendable {
  let fields: [HTTPField]
  /// The lines in order, each behind the CRLF of the one before.
  let lines: [UInt8]
  /// Whether a Date is among them.
  let hasDate: Bool
  /// Whether they ask to close the connection.
  let asksToClose: Bool

  init(_ fields: [HTTPField]) {
    self.fields = fields
    var lines: [UInt8] = []
    for field in fields { HTTPResponseSerializer.appendLine(of: field, to: &lines) }
    self.lines = lines
    hasDate = fields.contains(where: HTTPResponseSerializer.isDate)
    asksToClose = fields.contains(where: HTTPResponseSerializer.asksToClose)
  }
}
