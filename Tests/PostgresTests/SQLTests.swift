import Foundation
import Postgres
import Testing

@Suite("SQL is written as a string")
struct SQLTests {
  @Test func `values become parameters`() {
    let sql: SQL = "SELECT \(1), \("it's") WHERE x = ANY(\([UUID()]))"
    #expect(sql.text == "SELECT $1, $2 WHERE x = ANY($3)")
    #expect(sql.parameters.count == 3)
    #expect(sql.parameters[1] as? String == "it's")
  }

  @Test func `a literal inside an interpolation is a value too`() {
    let sql: SQL = "SELECT \("'; DROP TABLE people; --")"
    #expect(sql.text == "SELECT $1")
  }

  @Test func `raw text has to be called unsafe`() {
    let order = "DESC"
    #expect(("ORDER BY x \(unsafe: order)" as SQL).text == "ORDER BY x DESC")
  }

  @Test func `names are quoted`() {
    #expect(("SELECT \(identifier: "a\"b c")" as SQL).text == "SELECT \"a\"\"b c\"")
  }

  @Test func `nested statements are renumbered`() {
    let condition: SQL = "a = \(1) AND b = \(2)"
    let sql: SQL = "SELECT \(0) WHERE \(condition) LIMIT \(3)"
    #expect(sql.text == "SELECT $1 WHERE a = $2 AND b = $3 LIMIT $4")
    #expect(sql.parameters.compactMap { $0 as? Int } == [0, 1, 2, 3])
    #expect((condition + " OR c = \(4)").text == "a = $1 AND b = $2 OR c = $3")
  }

  @Test func `lists are joined`() {
    let conditions: [SQL] = ["a = \(1)", "b", "c = \(2)"]
    #expect(conditions.joined(separator: " AND ").text == "a = $1 AND b AND c = $2")
    #expect(SQL.list([5, 6]).text == "$1, $2")
    #expect([SQL]().joined().isEmpty)
  }
}
