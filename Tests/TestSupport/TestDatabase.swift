package import Postgres

/// The database that the ``DatabaseTrait`` made for the test that runs.
package struct TestDatabase: Sendable {
  /// Where it is, for whoever connects on their own: a service that is started, a second pool.
  package let url: String
  /// A pool that is closed when the test ends.
  package let pool: Pool

  @TaskLocal private static var task: TestDatabase?

  /// This test's database. A test without the `.database` trait has none, and that is a mistake.
  package static var current: TestDatabase {
    guard let task else { preconditionFailure("the test has no .database trait") }
    return task
  }

  private static let turnstile = Turnstile(places: 6)

  /// Makes a database, runs a test with it, and drops it whatever the test has done.
  static func provide(_ test: @Sendable () async throws -> Void) async throws {
    // All at once, the tests of a big suite would need more connections than the server has.
    await turnstile.enter()
    do {
      let server = try await TestServer.shared.value
      let url = try await server.makeDatabase()
      let database = TestDatabase(url: url, pool: Pool(.init(url: url, maximumWait: .seconds(180))))
      let outcome: Result<Void, any Error>
      do {
        outcome = .success(try await $task.withValue(database) { try await test() })
      } catch {
        outcome = .failure(error)
      }
      await database.pool.close()
      try await server.dropDatabase(url)
      try outcome.get()
    } catch {
      await turnstile.leave()
      throw error
    }
    await turnstile.leave()
  }
}
