internal import ArgumentParser
internal import Foundation
internal import ServiceClient

/// Which service a command talks to, and with what key.
struct ServiceOptions: ParsableArguments {
  private static let standard = "http://127.0.0.1:8080"

  @Option(help: "Where the service is (SYMBREAK_URL); default: \(standard).")
  var url: String?

  @Option(
    help: """
      A file with the key that the service asks for; without it SYMBREAK_KEY. A key is no argument: \
      others on the machine see those.
      """)
  var keyFile: String?

  /// The client. Ends the command where the address is none or the file cannot be read.
  func client() throws -> ServiceClient {
    let environment = ProcessInfo.processInfo.environment
    let address = url ?? environment["SYMBREAK_URL"].flatMap { $0.isEmpty ? nil : $0 }
    let client = ServiceClient(
      url: address ?? Self.standard, key: try key(environment),
      userAgent: "symbreak/\(programVersion)")
    guard let client else {
      throw ValidationError(
        "\(address ?? Self.standard) is not the address of a service, such as \(Self.standard).")
    }
    return client
  }

  private func key(_ environment: [String: String]) throws -> String? {
    var text = environment["SYMBREAK_KEY"] ?? ""
    var source = "SYMBREAK_KEY"
    if let keyFile {
      let file = InputFile(path: keyFile)
      source = file.name
      text = String(decoding: try file.read(), as: UTF8.self)
    }
    let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !key.isEmpty else {
      if keyFile != nil { throw ExitCode.dataError.because("\(source) holds no key.") }
      return nil
    }
    // It becomes a line of a request's head.
    guard key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw ExitCode.dataError.because("\(source) holds what is no key.")
    }
    return key
  }
}
