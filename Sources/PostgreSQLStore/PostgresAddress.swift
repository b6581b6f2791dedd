import CLibPQ

/// Which database of which server, without the password.
package struct PostgresAddress: Sendable, Equatable, CustomStringConvertible {
  /// As it was given: `postgres://USER@HOST:PORT/DATABASE?OPTION=VALUE`, several hosts with commas.
  package let url: String

  /// Why an address is refused.
  package enum Fault: Error, Hashable, Sendable {
    /// It is none.
    case unreadable
    /// It has a password in it, which every user of the machine could read in the list of processes.
    case password
  }

  /// An address out of its text, in any form that libpq takes (PostgreSQL's manual, 34.1.1.2).
  package init(_ url: String) throws(Fault) {
    guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://"),
      let options = PQconninfoParse(url, nil)
    else { throw .unreadable }
    defer { PQconninfoFree(options) }
    var option = options
    while let keyword = option.pointee.keyword {
      if String(cString: keyword) == "password", option.pointee.val != nil { throw .password }
      option += 1
    }
    self.url = url
  }

  /// The address; there is no password in it.
  package var description: String { url }

  /// What a connection is opened with, each over those before it.
  package func parameters(password: String?) -> [(String, String)] {
    let standard = [
      // Of several hosts the one that takes writes; the address may say another thing.
      ("target_session_attrs", "read-write"),
      // So that a host that is gone is found out by its silence.
      ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
      ("tcp_user_timeout", "10000"),
      ("application_name", "symbreak"),
    ]
    return standard + [("dbname", url), ("client_encoding", "UTF8")]
      + (password.map { [("password", $0)] } ?? [])
  }
}
