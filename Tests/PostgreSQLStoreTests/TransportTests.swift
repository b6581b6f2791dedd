import Foundation
import JobStoreConformance
import Jobs
import PostgreSQLStore
import Testing

/// The way to the server: its certificate, its hosts, the password.
@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .serialized, .timeLimit(.minutes(5)))
struct TransportTests {
  private let server: PostgresServer

  init() throws { server = try PostgresServer.shared.get() }

  private func refusal(
    _ address: PostgresAddress, _ password: PostgresPassword = PostgresServer.password
  ) async throws -> JobStoreError? {
    do {
      try await PostgreSQLJobStore(at: address, password: password).close()
      return nil
    } catch {
      return error as? JobStoreError
    }
  }

  /// By name, at an address that needs no looking up.
  private func encrypted(_ name: String, root: String) throws -> PostgresAddress {
    try PostgresAddress(
      "postgres://symbreak@\(name):\(server.port)/postgres?hostaddr=127.0.0.1&sslmode=verify-full"
        + "&sslrootcert=\(server.folder)/\(root).crt")
  }

  @Test func aServerIsKnownByItsCertificate() async throws {
    #expect(try await refusal(encrypted("localhost", root: "root")) == nil)
    let connection = try PostgresConnection(
      encrypted("localhost", root: "root").parameters(password: PostgresServer.passwordText),
      within: .seconds(30))
    let row = try connection.run(
      "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()", within: .seconds(30)
    ).first
    #expect(try row?.text("version")?.hasPrefix("TLS") == true)
    for (name, root) in [("localhost", "other"), ("elsewhere.example", "root")] {
      let refusal = try await refusal(encrypted(name, root: root))
      #expect(refusal?.code == "store_unavailable", "\(name) \(root)")
      #expect(refusal?.isTransient == true)
    }
  }

  @Test func aSilentHostKeepsNobodyFromTheNextOne() async throws {
    // Takes connections and says nothing.
    let silent = try SilentHost()
    let address = try PostgresAddress(
      "postgres://symbreak@127.0.0.1:\(silent.port),127.0.0.1:\(server.port)/postgres?sslmode=disable"
    )
    let began = ContinuousClock.now
    #expect(try await refusal(address) == nil)
    // Two seconds, and generously more: the machine may be busy.
    #expect(ContinuousClock.now - began < .seconds(60))
  }

  @Test func aPasswordIsReadFromAFile() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "password").path
    let address = try server.address()
    #expect(
      try await refusal(address, .file(file))
        == .unavailable(reason: "the file of the database's password, \(file), cannot be read"))
    try Data("a word\nsecret of another line\n".utf8).write(to: URL(fileURLWithPath: file))
    #expect(try await refusal(address, .file(file)) == nil)
    // As libpq finds it by itself, in the file that PGPASSFILE would name.
    let passfile = folder.appending(path: "pgpass").path
    try Data("*:*:*:symbreak:a word\n".utf8).write(to: URL(fileURLWithPath: passfile))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: passfile)
    let own = try server.address(options: "sslmode=disable&passfile=\(passfile)")
    #expect(try await refusal(own, .environment) == nil)
    #expect(try await refusal(address, .environment)?.code == "store_unavailable")
  }

  @Test func aPasswordIsInNoMessage() async throws {
    for url in [
      "postgres://ada:secret@127.0.0.1/jobs", "postgres://ada@127.0.0.1/jobs?password=secret",
      "postgres://ada@127.0.0.1/jobs?sslpassword=secret",
    ] {
      let fault = #expect(throws: PostgresAddress.Fault.self) { try PostgresAddress(url) }
      #expect(fault == .password)
      #expect(fault.map { "\($0)".contains("secret") } == false)
      #expect(fault.map { "\($0)".contains("--database-password-file") } == true)
    }
    for url in ["jobs.sqlite", "postgres://ada:secret@[", "postgres://h/j?nothing=secret"] {
      let fault = #expect(throws: PostgresAddress.Fault.self) { try PostgresAddress(url) }
      #expect(fault == .unreadable)
      #expect(fault.map { "\($0)".contains("secret") } == false)
    }
    let password = PostgresPassword.text("another secret")
    var dumped = ""
    dump(password, to: &dumped)
    #expect(!"\(password) \(String(reflecting: password)) \(dumped)".contains("secret"))
    let refusal = try #require(try await refusal(server.address(), password))
    #expect(refusal.code == "store_unavailable")
    #expect(!"\(refusal) \(String(reflecting: refusal))".contains("secret"))
  }
}

/// A port where connections are taken and nothing is ever said.
private final class SilentHost {
  let port: UInt16
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 && listen(descriptor, 8) == 0
          && getsockname(descriptor, pointer, &length) == 0
      }
    }
    try #require(isListening)
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(descriptor) }
}
