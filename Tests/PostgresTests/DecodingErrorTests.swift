import Postgres
import TestSupport
import Testing

@Suite("A decoding error says which column it is about", .database)
struct DecodingErrorTests {
  private func error<Value: PostgresDecodable>(_ sql: SQL, _ column: String, as type: Value.Type) async throws
    -> PostgresDecodingError?
  {
    let rows = try await TestDatabase.current.pool.query(sql)
    return #expect(throws: PostgresDecodingError.self) { try rows[0].decode(column, as: type) }
  }

  @Test func `NULL in a value that is not optional`() async throws {
    let error = try await error("SELECT 1 AS a, NULL::text AS email", "email", as: String.self)
    #expect(error?.description == #"column "email" as String from text: the value is NULL"#)
  }

  @Test func `a type that does not fit`() async throws {
    let error = try await error("SELECT 'x' AS amount", "amount", as: Int.self)
    #expect(error?.description == #"column "amount" as Int from text: the types do not match"#)
  }

  @Test func `an integer is never cut`() async throws {
    #expect(try await error("SELECT 1::bigint AS n", "n", as: Int32.self)?.actual == "bigint")
  }

  @Test func `a column that is not there`() async throws {
    let error = try await error("SELECT 1 AS a, 2 AS b", "c", as: Int.self)
    #expect(error?.column == "c" && error?.reason == "the result has no such column, only: a, b")
  }

  @Test func `an array with NULL in it`() async throws {
    let error = try await error("SELECT ARRAY[1, NULL] AS list", "list", as: [Int].self)
    #expect(error?.column == "list" && error?.expected == "Array<Int>" && error?.actual == "integer[]")
  }

  @Test func `a type of no known name`() async throws {
    #expect(try await error("SELECT '1 day'::interval AS i", "i", as: String.self)?.actual == "type with OID 1186")
  }
}
