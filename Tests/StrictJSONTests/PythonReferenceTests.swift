import Foundation
import StrictJSON
import Testing

/// Holds reading and writing against Python, whose answers `Tests/Reference/json_values.py` wrote.
@Suite struct PythonReferenceTests {
  private let fixture: JSONValue

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/json_values.json")
    fixture = try JSONValue.parse([UInt8](Data(contentsOf: file)))
  }

  private func cases(_ name: String) throws -> [[JSONValue]] {
    try #require(fixture[name]?.arrayValue).map { try #require($0.arrayValue) }
  }

  @Test func `doubles and floats are rounded as exact arithmetic rounds them`() throws {
    let numbers = try cases("numbers")
    #expect(numbers.count > 500)
    for row in numbers {
      let literal = try #require(row[0].stringValue)
      let number = try #require(JSONNumber(literal: literal))
      let double = row[1].stringValue.flatMap { UInt64($0, radix: 16) }
      let float = row[2].stringValue.flatMap { UInt32($0, radix: 16) }
      #expect(number.asDouble?.bitPattern == double, "\(literal)")
      #expect(number.asFloat?.bitPattern == float, "\(literal)")
    }
  }

  @Test func `shortest literals are as long as Python's`() throws {
    for row in try cases("shortest") {
      let double = try #require(row[0].stringValue.flatMap { UInt64($0, radix: 16) })
      let expected = try #require(row[1].stringValue)
      #expect(JSONNumber(Double(bitPattern: double)) == JSONNumber(literal: expected))
    }
  }

  @Test func `canonical text is Python's with sorted keys`() throws {
    let documents = try cases("documents")
    #expect(documents.count > 50)
    for row in documents {
      let text = try #require(row[0].stringValue)
      let canonical = try #require(row[1].stringValue)
      #expect(String(decoding: try JSONValue.parse(text).canonical(), as: UTF8.self) == canonical)
    }
  }
}
