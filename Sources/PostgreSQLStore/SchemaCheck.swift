import Jobs

/// Looks at the beginning whether a database is as the program made it and whether its role may use it, so
/// that the start says what is wrong, and not some call later.
///
/// Asks the catalogues alone, which everyone may read.
struct SchemaCheck {
  private let session: Session
  private let address: PostgresAddress

  init(_ session: Session, address: PostgresAddress) {
    (self.session, self.address) = (session, address)
  }

  /// Whether there is the list of what was made.
  func hasList() throws -> Bool {
    try session.run(
      """
      SELECT count(*) AS count FROM pg_class
      WHERE relname = 'migrations' AND relnamespace = to_regnamespace('symbreak')
      """
    ).first?.integer("count") == 1
  }

  /// Looks before anything is made. Throws `foreignSchema`, `incomplete` and `forbidden`.
  func begins() throws {
    let found = try session.run(
      """
      SELECT current_user::text AS role, current_database()::text AS database,
        has_database_privilege(current_database(), 'CREATE') AS may_make,
        to_regnamespace('symbreak_v1') IS NOT NULL AS has_functions,
        has_schema_privilege(to_regnamespace('symbreak')::oid, 'USAGE') AS may_use,
        EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('symbreak')) AS has_content,
        EXISTS (SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          WHERE c.relnamespace = to_regnamespace('symbreak') AND c.relname = 'migrations'
            AND a.attname = 'number' AND a.atttypid = 'int8'::regtype) AS has_numbers,
        EXISTS (SELECT FROM pg_proc WHERE proname = 'schema_number'
          AND pronamespace = to_regnamespace('symbreak_v1')) AS is_own
      """)
    guard let row = found.first else { return }
    func holds(_ column: String) throws -> Bool { try row.bool(column) == true }
    if try hasList() {
      if try !holds("has_numbers") { throw foreign("symbreak") }
      if try !holds("may_use") {
        throw JobStoreError.forbidden(
          reason: "\(try row.requiredText("role")) may not use the schema symbreak of \(address)")
      }
      return
    }
    if try holds("is_own") {
      throw JobStoreError.incomplete(
        reason: "\(address) has the schema symbreak_v1 and no table symbreak.migrations")
    }
    if try holds("has_content") { throw foreign("symbreak") }
    if try holds("has_functions") { throw foreign("symbreak_v1") }
    if try !holds("may_make") {
      let (role, database) = (try row.requiredText("role"), try row.requiredText("database"))
      throw JobStoreError.forbidden(
        reason: "\(role) may not make the schemas symbreak and symbreak_v1 in \(address)"
          + " (GRANT CREATE ON DATABASE \"\(database)\" TO \"\(role)\")")
    }
  }

  private func foreign(_ schema: String) -> JobStoreError {
    .foreignSchema(path: address.description, schema: schema)
  }

  /// Throws `incomplete` where parts are not there, and, where the role is to read the tables and to call
  /// the functions itself, `forbidden` where it may not.
  func isWhole(_ parts: SchemaParts, reading: Bool) throws {
    let gone = try names(
      parts, relation: "c.oid IS NULL", function: "p.oid IS NULL")
    if !gone.isEmpty {
      throw JobStoreError.incomplete(reason: "\(address) has no \(Self.list(gone))")
    }
    if reading { try mayUse(parts) }
  }

  /// Throws `forbidden` where the role may not read these tables or call these functions.
  func mayUse(_ parts: SchemaParts) throws {
    let forbidden = try names(
      parts, relation: "NOT has_table_privilege(c.oid, 'SELECT')",
      function: "NOT has_function_privilege(p.oid, 'EXECUTE')")
    guard !forbidden.isEmpty else { return }
    let role = try session.run("SELECT current_user::text AS role").first?.text("role") ?? ""
    throw JobStoreError.forbidden(
      reason: "\(role) may not use \(Self.list(forbidden)) of \(address)"
        + (parts.relations.isEmpty ? " (GRANT symbreak_worker TO \"\(role)\")" : ""))
  }

  /// The parts for which a condition holds.
  private func names(
    _ parts: SchemaParts, relation: String, function: String
  ) throws -> [String] {
    try session.run(
      """
      SELECT 'table symbreak.' || n AS name FROM unnest($1::text[]) AS n
        LEFT JOIN pg_class c ON c.relname = n AND c.relnamespace = to_regnamespace('symbreak')
        WHERE \(relation)
      UNION ALL
      SELECT 'function symbreak_v1.' || n FROM unnest($2::text[]) AS n
        LEFT JOIN pg_proc p ON p.proname = n AND p.pronamespace = to_regnamespace('symbreak_v1')
        WHERE \(function)
      ORDER BY 1
      """,
      [
        .text(PostgresArray.text(parts.relations.sorted())),
        .text(PostgresArray.text(parts.functions.sorted())),
      ]
    ).map { try $0.requiredText("name") }
  }

  /// The first of them, and how many more there are.
  private static func list(_ names: [String]) -> String {
    let most = 5
    let rest = names.count - most
    return names.prefix(most).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
