import Postgres
import Testing

@Suite("A connection URL keeps what it says")
struct ConnectionURLTests {
  @Test func `another database of the same server`() throws {
    let url = try ConnectionURL("postgresql://ada:s%2Fecret@db.example:6543/one?application_name=x%20y")
    #expect(url.database == "one")
    #expect(
      url.with(database: "two & a half").description
        == "postgresql:///two%20%26%20a%20half?application_name=x%20y&host=db.example&password=s%2Fecret&port=6543&user=ada"
    )
  }

  @Test func `what it prints it reads`() throws {
    let url = try ConnectionURL("host='/a b/c' user=grace dbname='d\\'é'")
    #expect(try ConnectionURL(url.description) == url)
  }
}
