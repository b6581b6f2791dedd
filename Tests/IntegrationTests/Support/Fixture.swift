import Foundation

/// A file of `Tests/Fixtures`.
func fixture(_ name: String) throws -> JSON {
  let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return try JSON(Array(Data(contentsOf: tests.appending(path: "Fixtures/\(name).json"))))
}
