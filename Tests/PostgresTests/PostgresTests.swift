import Postgres
import TestSupport
import Testing

@Suite(.database)
struct Smoke {
  @Test func `a statement with a parameter is answered`() async throws {
    let rows = try await TestDatabase.current.pool.query("SELECT \(1) AS one, \("x😀") AS x, \([1, nil, 3]) AS list")
    #expect(try rows[0]("one") == 1)
    #expect(try rows[0]("x") == "x😀")
    #expect(try rows[0]("list") == [1, nil, 3] as [Int?])
  }
}
