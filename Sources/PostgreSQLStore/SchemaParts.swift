/// What a schema is made of, by name, as the text of its migrations tells.
struct SchemaParts {
  /// Tables and views in `symbreak`.
  private(set) var relations: Set<String> = []
  /// Functions in `symbreak_v1`.
  private(set) var functions: Set<String> = []
  /// Those of them that workers may call.
  private var workers: Set<String> = []

  /// What is there after these, in their order.
  init(of migrations: [String]) {
    for text in migrations {
      for match in text.matches(of: /(CREATE|DROP) (?:UNLOGGED )?(?:TABLE|VIEW) symbreak\.(\w+)/) {
        relations.change(String(match.2), isMade: match.1 == "CREATE")
      }
      for match in text.matches(
        of: /(CREATE|DROP) (?:OR REPLACE )?FUNCTION symbreak_v1\.(\w+)/)
      {
        functions.change(String(match.2), isMade: match.1 == "CREATE")
      }
      for grant in text.matches(of: /GRANT EXECUTE ON FUNCTION ([^;]*) TO symbreak_worker;/) {
        workers.formUnion(grant.1.matches(of: /symbreak_v1\.(\w+)/).map { String($0.1) })
      }
    }
  }

  /// No more than workers call.
  var ofWorkers: SchemaParts {
    var parts = self
    parts.relations = []
    parts.functions = workers
    return parts
  }
}

extension Set<String> {
  fileprivate mutating func change(_ name: String, isMade: Bool) {
    if isMade { insert(name) } else { remove(name) }
  }
}
