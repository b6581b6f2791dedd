import Jobs

/// Reads data sets out of rows, and sends them.
enum DatasetRows {
  /// What `dataset` reads: without the content.
  static let columns = "id, name, summary, bytes, created_at, deleted_at, inline"

  /// The owner's data set, deleted or not.
  static func find(
    _ id: DatasetID, of owner: String, _ session: Session
  ) throws -> UploadedDataset? {
    try session.run(
      "SELECT \(columns) FROM symbreak.datasets WHERE owner = $1 AND id = $2",
      [.text(owner), .text(id.rawValue)]
    ).first.map(dataset)
  }

  static func dataset(_ row: PostgresRow) throws -> UploadedDataset {
    let text = try row.requiredText("id")
    return UploadedDataset(
      id: try row.required(DatasetID(rawValue: text), "id of a data set, but \(text)"),
      name: try row.text("name"), summary: try row.required(row.bytes("summary"), "summary"),
      bytes: try row.int("bytes"),
      createdAt: Timestamp(milliseconds: try row.requiredInteger("created_at")),
      isDeleted: try row.integer("deleted_at") != nil,
      isInline: try row.required(row.bool("inline"), "inline"))
  }

  /// The first parameters of the functions that write one.
  static func values(_ dataset: NewDataset, _ content: PlacedContent) -> [PostgresValue] {
    [
      .text(dataset.owner), .text(dataset.id.rawValue), .optional(dataset.name),
      .bytes(dataset.summary), .int(dataset.content.count),
    ] + content.values
  }
}

/// Rows that come with jobs, packed and, where they are large, put outside.
struct IncomingRows: Sendable {
  private let rows: NewDataset
  private var content: PlacedContent

  /// Packs; takes time proportional to the content. Nil where the job brings none.
  init?(_ job: NewJob) {
    guard let rows = job.rows else { return nil }
    self.rows = rows
    content = PlacedContent(inside: PackedValue(rows.content, quickly: true))
  }

  /// Bytes that the database is sent.
  var byteCount: Int { content.byteCount }

  /// The same, put outside where they are large.
  func placed(by store: PostgreSQLJobStore) async throws -> IncomingRows {
    guard let inside = content.inside else { return self }
    var rows = self
    rows.content = try await store.placed(inside)
    return rows
  }

  /// Takes them in, unless their owner has them or what they come with is known by its id or its key.
  func takeIn(
    with id: String, key: String?, isSweep: Bool, at moment: PostgresValue, _ session: Session
  ) throws {
    let needed = try session.run(
      "SELECT symbreak_v1.needs_rows($1, $2, $3, $4, $5) AS are_needed",
      [.text(rows.owner), .text(rows.id.rawValue), .text(id), .optional(key), .bool(isSweep)])
    guard try needed.first?.bool("are_needed") == true else { return }
    _ = try session.run(
      "SELECT symbreak_v1.take_in_rows($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      DatasetRows.values(rows, content) + [.int(rows.quota.bytes), moment])
  }
}
