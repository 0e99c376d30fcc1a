import Postgres
import Records
import Referrals
import StrictJSON

/// An advocate leaves by their own will.
enum Farewell {
  /// Switches every link off, ends earning, closes the page, tells whom it concerns, and forgets who it was.
  /// - Returns: the links that were switched off, for the redirects to learn of once this is committed.
  static func bid(
    _ advocate: Advocate, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Link] {
    guard let advocate = try await Advocates.hold(advocate.id, program: program, in: connection) else {
      throw Problem.notFound("such page")
    }
    let links = try await Links.enabled(of: advocate.id, program: program, in: connection)
    for link in links {
      let ended = Link(
        id: link.id, advocate: link.advocate, host: link.host, code: link.code, destination: link.destination,
        campaign: link.campaign, channel: link.channel, disabledAt: now, expiresAt: link.expiresAt,
        createdAt: link.createdAt)
      try await Links.update(ended, program: program, in: connection)
    }
    try await Advocates.pause(advocate.id, at: now, program: program, in: connection)
    try await Portals.revoke(advocate.id, program: program, in: connection)
    // The company's own id is the last that is said of the person: it tells the company whom to forget as well.
    try await EventType.advocateLeft.tell(
      .object([
        "id": .text(of: advocate.id), "external_id": .string(advocate.externalID), "left_at": .text(of: now),
      ]), at: now, program: program, in: connection)
    try await AuditLog.record(
      action: "advocate.left", subject: advocate.id.description, by: "the advocate", program: program, at: now,
      in: connection)
    try await Erasure.erase([advocate.person], program: program, in: connection)
    return links
  }
}
