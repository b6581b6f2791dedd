/// Writes one JSON text into bytes as it is told, without building a value first.
///
///     var writer = JSONWriter()
///     writer.object {
///       $0.member("step", 3)
///       $0.member("loss") { $0.numbers(losses) }
///     }
///     send(writer.bytes)
///
/// What is not JSON is a programming error and stops the program: a member outside an object, a
/// value without a name inside one, a second value at the top, a number that is not finite. For
/// numbers that may not be finite there are calls that say so and write `null`. That names are
/// unique is up to the caller.
package struct JSONWriter: Sendable {
  /// How the text is laid out.
  package enum Layout: Sendable {
    /// Without white space.
    case compact
    /// One element or member a line, indented by two spaces a level; arrays of plain numbers stay
    /// on one line.
    case pretty
  }

  /// What has been written so far, in UTF-8.
  package internal(set) var bytes: [UInt8] = []
  let layout: Layout
  private var levels: [Level] = []
  private var wroteTop = false

  private struct Level {
    let isObject: Bool
    var isEmpty = true
    var awaitsValue = false
  }

  /// A writer with room for `capacity` bytes before it has to grow.
  package init(layout: Layout = .compact, reservingCapacity capacity: Int = 0) {
    self.layout = layout
    bytes.reserveCapacity(capacity)
  }

  /// Whether a whole text has been written.
  package var isComplete: Bool { wroteTop && levels.isEmpty }

  // MARK: Containers

  /// Writes an object whose members `body` writes.
  package mutating func object<Failure: Error>(
    _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    beginObject()
    try body(&self)
    endObject()
  }

  /// Writes an array whose elements `body` writes.
  package mutating func array<Failure: Error>(
    _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    beginArray()
    try body(&self)
    endArray()
  }

  /// Writes a member of the current object; `body` writes its value.
  package mutating func member<Failure: Error>(
    _ key: String, _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    name(key)
    try body(&self)
  }

  /// Opens an object; `endObject()` closes it.
  package mutating func beginObject() { begin(isObject: true, "{") }

  /// Closes the current object.
  package mutating func endObject() { end(isObject: true, "}") }

  /// Opens an array; `endArray()` closes it.
  package mutating func beginArray() { begin(isObject: false, "[") }

  /// Closes the current array.
  package mutating func endArray() { end(isObject: false, "]") }

  /// Writes the name of the next member of the current object.
  package mutating func name(_ key: String) {
    guard let level = levels.last, level.isObject, !level.awaitsValue else {
      preconditionFailure("a name stands only in an object, before its value")
    }
    separate()
    appendQuoted(key)
    bytes.append(UInt8(ascii: ":"))
    if layout == .pretty { bytes.append(UInt8(ascii: " ")) }
    levels[levels.count - 1].awaitsValue = true
  }

  private mutating func begin(isObject: Bool, _ bracket: Unicode.Scalar) {
    prepareForValue()
    bytes.append(UInt8(ascii: bracket))
    levels.append(Level(isObject: isObject))
  }

  private mutating func end(isObject: Bool, _ bracket: Unicode.Scalar) {
    guard let level = levels.popLast(), level.isObject == isObject, !level.awaitsValue else {
      preconditionFailure("an object or array ends where another one, or a value, is needed")
    }
    if !level.isEmpty { breakLine() }
    bytes.append(UInt8(ascii: bracket))
  }

  // MARK: Layout

  /// Writes what must stand before a value, and notes that it has been written.
  mutating func prepareForValue() {
    guard let level = levels.last else {
      precondition(!wroteTop, "a JSON text is one value")
      wroteTop = true
      return
    }
    if level.isObject {
      precondition(level.awaitsValue, "a value in an object needs a name")
      levels[levels.count - 1].awaitsValue = false
    } else {
      separate()
    }
  }

  /// Writes the comma and line break before an element or member.
  private mutating func separate() {
    if !levels[levels.count - 1].isEmpty { bytes.append(UInt8(ascii: ",")) }
    levels[levels.count - 1].isEmpty = false
    breakLine()
  }

  private mutating func breakLine() {
    guard layout == .pretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * levels.count))
  }
}
