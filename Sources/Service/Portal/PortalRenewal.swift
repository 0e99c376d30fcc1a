import Postgres
import Records
import Referrals

/// Gives an advocate's own page another address: for one whose address came into wrong hands, or was lost.
enum PortalRenewal {
  /// Voids every address that the page had, and writes down who did.
  static func make(
    for advocate: Advocate, by author: Author, at now: Timestamp, in connection: Connection
  ) async throws {
    try await Portals.revoke(advocate.id, program: author.program, in: connection)
    try await author.record("advocate.page_renewed", advocate.id.description, at: now, in: connection)
  }
}
