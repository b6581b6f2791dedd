internal import AccessKeys
internal import ArgumentParser
internal import Foundation
internal import JobQueue
internal import SQLiteJobStore

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

/// Where the keys are: with the jobs.
struct KeyDatabase: ParsableArguments {
  @Option(
    help: "The service's SQLite file (SYMBREAK_DATABASE; symbreak.sqlite unless told).")
  var database: String?

  /// Opens it. Throws `ValidationError` and `JobStoreError`.
  func open() throws -> SQLiteKeyStore {
    var reader = SettingsReader(environment: ProcessInfo.processInfo.environment)
    let chosen =
      reader.read(SettingsCatalogue.database, option: database) ?? .file("symbreak.sqlite")
    do {
      try reader.finish()
    } catch {
      throw ValidationError(error.description)
    }
    guard case .file(let path) = chosen else {
      throw ValidationError("A database in memory has no keys: name a file.")
    }
    return try SQLiteKeyStore(path: path)
  }
}

/// `symbreak key create`.
struct CreateKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Makes a key and prints it, once: only its digest is kept.")

  @OptionGroup var place: KeyDatabase

  @Option(help: "Whose jobs it opens: letters, digits, - . _, 64 at most.")
  var owner = JobOwner.local

  @Option(
    parsing: .upToNextOption, help: "What it is good for: read, write; both unless told.",
    transform: CreateKey.scope)
  var scope: [AccessScope] = []

  @Option(help: "Days until it expires; never unless told.")
  var expiresInDays: Int?

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
    let store = try place.open()
    try await store.add(
      AccessKey(
        id: token.id, owner: owner, digest: token.digest,
        scopes: scope.isEmpty ? Set(AccessScope.allCases) : Set(scope), createdAt: now,
        expiresAt: expiresInDays.map { now + Int64($0) * 86_400_000 }))
    try store.close()
    Terminal.output.write(token.text + "\n")
    Terminal.errors.write("Keep it: it is not shown again. Its id is \(token.id).\n")
  }
}

/// `symbreak key list`.
struct ListKeys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the keys, without their secrets.")

  @OptionGroup var place: KeyDatabase

  func run() async throws {
    let store = try place.open()
    let keys = try await store.keys()
    try store.close()
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

  @OptionGroup var place: KeyDatabase

  @Argument(help: "The key's id, as key list shows it.")
  var id: String

  func run() async throws {
    let store = try place.open()
    let isKnown = try await store.revoke(id, at: TimeSource.system.now().milliseconds)
    try store.close()
    guard isKnown else { throw ValidationError("There is no key \(id).") }
  }
}

extension Timestamp {
  /// RFC 3339 in UTC, to the second.
  fileprivate var text: String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
  }
}
