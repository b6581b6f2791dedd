import Foundation

/// Runs `body` with the path of a folder, a slash at its end, that holds these files, by their paths.
func withFiles<Value>(
  _ files: [String: String], _ body: (_ root: String) throws -> Value
) throws -> Value {
  let root = FileManager.default.temporaryDirectory
    .appending(path: "symbreak-files-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: root) }
  for (path, text) in files {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  return try body(root.path + "/")
}
