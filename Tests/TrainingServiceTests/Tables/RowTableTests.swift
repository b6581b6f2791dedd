import ByteCoding
import StrictJSON
import Testing
import WebRouting

@Suite struct RowTableTests {
  private static let table = RowTable(
    rows: 3,
    columns: [
      RowTable.Column("step") { .integer($0) },
      RowTable.Column("loss") { .number([0.5, .infinity, -0.0][$0]) },
      RowTable.Column("name") { RowTable.Cell(["plain", nil, "a \"b\", c"][$0]) },
      RowTable.Column("labels") { _ in .json(["team": "a"]) },
    ])

  private func text(_ format: MediaFormat) -> String {
    String(decoding: Self.table.pieces(as: format).whole(), as: UTF8.self)
  }

  @Test func rowsAreAnArrayOfObjects() throws {
    let rows = try #require(try JSONValue.parse(text(.rows)).arrayValue)
    #expect(rows.count == 3)
    #expect(rows[0].objectValue?.keys == ["step", "loss", "name", "labels"])
    #expect(rows[1]["name"] == .null)
    #expect(rows[1]["loss"] == .null)
    #expect(rows[1]["non_finite"] == ["loss": "inf"])
    #expect(rows[0]["non_finite"] == nil)
    #expect(rows[2].at("/labels/team") == "a")
  }

  @Test func linesAreTheSameObjects() throws {
    let lines = try text(.ndjson).split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(try JSONValue.parse(text(.rows)).arrayValue == lines)
  }

  /// RFC 4180, section 2.
  @Test func fieldsOfCSVAreQuotedWhereTheyMustBe() {
    #expect(
      text(.csv)
        == "step,loss,name,labels\r\n"
        + "0,0.5,plain,\"{\"\"team\"\":\"\"a\"\"}\"\r\n"
        + "1,inf,,\"{\"\"team\"\":\"\"a\"\"}\"\r\n"
        + "2,-0,\"a \"\"b\"\", c\",\"{\"\"team\"\":\"\"a\"\"}\"\r\n")
  }

  @Test(arguments: MediaFormat.tables)
  func anEmptyTableIsOneToo(_ format: MediaFormat) {
    let none = RowTable(rows: 0, columns: Self.table.columns).pieces(as: format).whole()
    #expect(
      String(decoding: none, as: UTF8.self)
        == ["rows": "[]", "csv": "step,loss,name,labels\r\n", "ndjson": ""][format.name])
  }

  /// Tables one after the other are one, wherever one ends.
  @Test(arguments: MediaFormat.tables, [1, 2, 3, 700])
  func partsAreOneTable(_ format: MediaFormat, _ size: Int) {
    let total = 1500
    func column(_ first: Int) -> [RowTable.Column] {
      [RowTable.Column("row") { .integer(first + $0) }]
    }
    let whole = RowTable(rows: total, columns: column(0)).pieces(as: format).whole()
    var parts: [UInt8] = []
    var first = 0
    while first < total {
      let count = min(size, total - first)
      parts += RowTable(rows: count, columns: column(first)).pieces(
        as: format,
        part: RowTable.Part(isFirst: first == 0, isLast: first + count == total)
      ).whole()
      first += count
    }
    #expect(parts == whole)
  }

  @Test func objectsAreFlattened() throws {
    let table = RowTable(
      flattening: [
        ["id": "a", "loss": ["value": 1.5, "reason": .null], "at": ["step": 3], "list": [1, 2]],
        ["id": "b", "loss": ["value": .null, "reason": "not_finite"], "late": true],
      ])
    #expect(table.names == ["id", "loss", "loss_reason", "at_step", "list", "late"])
    let rows = try #require(
      try JSONValue.parse(table.pieces(as: .rows).whole()).arrayValue)
    #expect(rows[0]["loss"] == 1.5)
    #expect(rows[1]["loss_reason"] == "not_finite")
    #expect(rows[1]["at_step"] == .null)
    #expect(rows[0]["list"] == [1, 2])
  }
}
