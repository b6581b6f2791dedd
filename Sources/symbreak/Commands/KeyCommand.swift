internal import AccessKeys
internal import ArgumentParser
internal import Foundation
internal import Jobs
internal import SQLiteStore

/// `symbreak key`: who may use the service.
struct KeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Makes, lists and revokes the keys that callers of the service need.",
    discussion: """
      From the first key on, every request needs one, in the field "Authorization: Bearer KEY". A \
      running service follows within two seconds.
      """,
    subcommands: [CreateKey.self, ListKeys.self, RevokeKey.self])
}

/// `symbreak key create`.
struct CreateKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Makes a key and prints it, once: only its digest is kept.")

  @OptionGroup var place: DatabaseOption

  @Option(help: "Whose jobs it opens: letters, digits, - . _, 64 at most.")
  var owner = JobOwner.local

  @Option(
    parsing: .upToNextOption, help: "What it is good for: read, write; default: both.",
    transform: CreateKey.scope)
  var scope: [AccessScope] = []

  @Option(help: "Days until it expires; default: never.")
  var expiresInDays: Int?

  @Flag(
    help: """
      Makes the SQLite file, or the tables of the PostgreSQL database, where there are none yet, as for \
      a service's first start.
      """)
  var createDatabase = false

  private static func scope(_ text: String) throws -> AccessScope {
    guard let scope = AccessScope(rawValue: text) else {
      throw ValidationError("--scope must be read or write, not \"\(text)\".")
    }
    return scope
  }

  func validate() throws {
    guard owner.wholeMatch(of: /[A-Za-z0-9._-]{1,64}/) != nil else {
      throw ValidationError("--owner must be 1 to 64 letters, digits and - . _, not \"\(owner)\".")
    }
    if let days = expiresInDays, !(1...36_500).contains(days) {
      throw ValidationError("--expires-in-days must be from 1 to 36500.")
    }
  }

  func run() async throws {
    var random = SystemRandomNumberGenerator()
    let token = AccessToken(random: &random)
    let now = TimeSource.system.now().milliseconds
    let key = AccessKey(
      id: token.id, owner: owner, digest: token.digest,
      scopes: scope.isEmpty ? Set(AccessScope.allCases) : Set(scope), createdAt: now,
      expiresAt: expiresInDays.map { now + Int64($0) * 86_400_000 })
    try await place.location().withKeys(making: createDatabase) { try await $0.add(key) }
    Terminal.output.write(token.text + "\n")
    Terminal.errors.write("Keep it: it is not shown again. Its id is \(token.id).\n")
  }
}

/// `symbreak key list`.
struct ListKeys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the keys, without their secrets.")

  @OptionGroup var place: DatabaseOption

  func run() async throws {
    let keys = try await place.location().withKeys { try await $0.keys() }
    let now = TimeSource.system.now().milliseconds
    let rows = keys.map { key in
      [
        key.id, key.owner, key.scopes.sorted().map(\.rawValue).joined(separator: ","),
        Timestamp(milliseconds: key.createdAt).text,
        key.expiresAt.map { Timestamp(milliseconds: $0).text } ?? "never",
        key.revokedAt != nil ? "revoked" : key.isValid(at: now) ? "valid" : "expired",
      ]
    }
    for row in [["id", "owner", "scopes", "created", "expires", "state"]] + rows {
      Terminal.output.write(row.joined(separator: "\t") + "\n")
    }
  }
}

/// `symbreak key revoke`.
struct RevokeKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Makes a key void, for good.")

  @OptionGroup var place: DatabaseOption

  @Argument(help: "The key's id, as key list shows it.")
  var id: String

  func run() async throws {
    let now = TimeSource.system.now().milliseconds
    let isKnown = try await place.location().withKeys { [id] in try await $0.revoke(id, at: now) }
    guard isKnown else { throw ValidationError("There is no key \(id).") }
  }
}

extension DatabaseLocation {
  /// Runs `body` with the keys of the service's database.
  ///
  /// A new file in a folder where nobody looks would hold a key in vain, so nothing is made unasked.
  fileprivate func withKeys<Value>(
    making: Bool = false, _ body: (any KeyStore) async throws -> Value
  ) async throws -> Value {
    do {
      if case .file(let path) = self {
        let store = try await Self.visit(path, making: making)
        let value = try await body(store)
        try store.close()
        return value
      }
      let store = try await open(for: making ? .service : .command)
      let value = try await body(store)
      try await store.close()
      return value
    } catch let error as JobStoreError {
      guard case .missing = error else { throw error }
      throw ExitCode.noInput.because(
        "\(error) To make a key before the service has made its database, add --create-database.")
    }
  }

  private static func visit(_ path: String, making: Bool) async throws -> SQLiteKeyStore {
    do throws(JobStoreError) {
      return try SQLiteKeyStore(path: path)
    } catch {
      guard case .missing = error, making else { throw error }
    }
    try await SQLiteJobStore(at: .file(path)).close()
    return try SQLiteKeyStore(path: path)
  }
}

extension Timestamp {
  /// RFC 3339 in UTC, to the second.
  fileprivate var text: String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
  }
}
