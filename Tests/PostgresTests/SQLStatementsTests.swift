import Testing

@testable import Postgres

@Suite("A file is cut into statements")
struct SQLStatementsTests {
  @Test(arguments: [
    ("", []), ("  ;; -- nothing\n", []), ("SELECT 1", ["SELECT 1"]), ("A; B;", ["A", " B"]),
    ("SELECT ';', \"a;b\"; B", ["SELECT ';', \"a;b\"", " B"]), ("SELECT 'it''s;'; B", ["SELECT 'it''s;'", " B"]),
    ("SELECT E'\\';'; B", ["SELECT E'\\';'", " B"]), ("A /* ; /* ; */ ; */ B; C", ["A /* ; /* ; */ ; */ B", " C"]),
    ("DO $$ a; $b$ ; $$; C", ["DO $$ a; $b$ ; $$", " C"]), ("DO $x$ ; $$ ; $x$; C", ["DO $x$ ; $$ ; $x$", " C"]),
    ("SELECT $1; B", ["SELECT $1", " B"]), ("SELECT a$b; c$d", ["SELECT a$b", " c$d"]),
    ("-- it's;\nSELECT 1; B", ["-- it's;\nSELECT 1", " B"]),
  ])
  func `at the semicolons that count`(text: String, statements: [String]) {
    #expect(SQLStatements.split(text).map(\.text) == statements)
  }

  @Test func `and knows where each begins`() {
    #expect(SQLStatements.split("ä; b;\nc").map(\.offset) == [0, 2, 5])
  }
}
