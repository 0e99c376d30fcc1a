package import Testing

/// Gives each test a migrated PostgreSQL database of its own: ``TestDatabase/current``.
///
/// On a suite it is for each of its tests. The server is a real one; see ``TestServer``.
package struct DatabaseTrait: TestTrait, SuiteTrait, TestScoping {
  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await TestDatabase.provide(function)
  }
}

extension Trait where Self == DatabaseTrait {
  /// A migrated database of the test's own, as ``TestDatabase/current``.
  package static var database: Self { DatabaseTrait() }
}
