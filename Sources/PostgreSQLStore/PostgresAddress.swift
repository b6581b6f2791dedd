import CLibPQ
import Jobs

/// Which database of which server, without the password.
package struct PostgresAddress: Sendable, Equatable, CustomStringConvertible {
  /// As it was given: `postgres://USER@HOST:PORT/DATABASE?OPTION=VALUE`, several hosts with commas.
  package let url: String
  /// One for each host that is named, each with what distinguishes it; none where none is named.
  private let hosts: [[Parameter]]

  private struct Parameter: Sendable, Equatable {
    let name: String
    let value: String
  }

  /// Why an address is refused.
  package enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is none.
    case unreadable
    /// It has a password in it, which every user of the machine could read in the list of processes.
    case password

    /// What is wrong and what to do, in a sentence or two. No part of the address is in it.
    package var description: String {
      switch self {
      case .unreadable:
        "This is no address of a PostgreSQL database. Give postgres://USER@HOST:PORT/DATABASE, several "
          + "HOST:PORT with commas between, and options after a question mark, such as "
          + "?sslmode=verify-full&sslrootcert=FILE."
      case .password:
        "A password in the address could be read by every user of the machine in the list of processes. "
          + "Leave it out; put it into a file that only the service may read and name that "
          + "(--database-password-file FILE), or into the environment (PGPASSWORD, or PGPASSFILE with "
          + "the name of a password file)."
      }
    }
  }

  /// An address out of its text, a URL as libpq takes it (PostgreSQL's manual, 34.1.1.2).
  package init(_ url: String) throws(Fault) {
    guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://"), !url.utf8.contains(0),
      let options = PQconninfoParse(url, nil)
    else { throw .unreadable }
    defer { PQconninfoFree(options) }
    var given: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        // libpq marks what is not to be shown.
        if option.pointee.dispchar.map({ $0.pointee == UInt8(ascii: "*") }) ?? false {
          throw .password
        }
        given[String(cString: keyword)] = String(cString: value)
      }
      option += 1
    }
    self.url = url
    hosts = Self.hosts(given)
  }

  /// What `host`, `hostaddr` and `port` name, apart. One port stands for all hosts.
  private static func hosts(_ given: [String: String]) -> [[Parameter]] {
    func list(_ name: String) -> [String] {
      given[name].map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      } ?? []
    }
    let lists = ["host", "hostaddr", "port"].map { (name: $0, values: list($0)) }
    let count = max(lists[0].values.count, lists[1].values.count)
    // What does not fit together is libpq's to refuse.
    guard lists.allSatisfy({ $0.values.count <= 1 || $0.values.count == count }) else { return [] }
    return (0..<count).map { place in
      lists.compactMap { list in
        list.values.isEmpty
          ? nil
          : Parameter(
            name: list.name, value: list.values.count == 1 ? list.values[0] : list.values[place])
      }
    }
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

  /// The longest that one of several hosts is waited for: libpq's own `connect_timeout` does not hold
  /// where it is asked not to block, and a host that is silent would keep the others from their turns.
  private static let longestTry = Duration.seconds(2)

  /// Opens a connection to the first host that answers and takes writes, in the order in which they are
  /// named.
  func connect(password: String?, by deadline: Deadline) throws(PostgresError) -> PostgresConnection
  {
    let common = parameters(password: password)
    guard hosts.count > 1 else { return try PostgresConnection(common, by: deadline) }
    var failures: [String] = []
    for host in hosts {
      do {
        return try PostgresConnection(
          common + host.map { ($0.name, $0.value) }, by: deadline.within(Self.longestTry))
      } catch {
        failures.append(error.message)
      }
    }
    throw PostgresError(state: nil, message: failures.joined(separator: "; "))
  }
}
