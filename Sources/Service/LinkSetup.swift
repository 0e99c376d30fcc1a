import Postgres
import Records
package import Referrals

/// Makes links, and lets the redirects know at once.
package struct LinkSetup: Sendable {
  /// Where the service is reached from outside.
  let address: PublicAddress
  /// Tells the redirects of a link that was made or changed.
  let announce: @Sendable (Program.ID, Link.ID) async -> Void

  /// Makes links for a service at this address.
  package init(
    address: PublicAddress, announce: @escaping @Sendable (Program.ID, Link.ID) async -> Void = { _, _ in }
  ) {
    self.address = address
    self.announce = announce
  }

  /// The address that is shared.
  package func url(of link: Link) -> String { "\(address.url)/r/\(link.code.path)" }

  /// The link every advocate gets, under a code that nobody has.
  func makePrimary(
    of advocate: Advocate.ID, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Link {
    try await make(isPrimary: true, program: program, in: connection) { code in
      Link(
        id: .timeOrdered(at: now), advocate: advocate, host: "", code: code, destination: nil, campaign: nil,
        channel: nil, disabledAt: nil, expiresAt: nil, createdAt: now)
    }
  }

  /// A link under a code made for it: another is tried where somebody has it, and after ten the error is thrown.
  func make(
    isPrimary: Bool = false, program: Program.ID, in connection: Connection, _ link: (LinkCode) -> Link
  ) async throws -> Link {
    for attempt in 1... {
      let made = link(.generated())
      do {
        try await insert(made, isPrimary: isPrimary, program: program, in: connection)
        return made
      } catch let error as Links.CodeIsTaken where attempt >= 10 {
        throw error
      } catch is Links.CodeIsTaken {}
    }
    preconditionFailure("a loop without an end has ended")
  }

  /// Stores a link, and tells of it. Throws ``Links/CodeIsTaken`` where somebody has its code.
  func insert(_ link: Link, isPrimary: Bool, program: Program.ID, in connection: Connection) async throws {
    try await Links.insert(link, isPrimary: isPrimary, program: program, in: connection)
    try await EventType.linkCreated.tell(
      LinksAPI.json(link, url: url(of: link)), at: link.createdAt, program: program, in: connection)
  }

  /// Tells this instance's redirects of a link whose transaction has committed; the others hear by notification.
  func publish(_ link: Link, program: Program.ID) async {
    await announce(program, link.id)
  }
}
