import Postgres
import Records
import Referrals

/// The links that an advocate shares from the own page: one for each network, made when it is first used.
struct PortalLinks: Sendable {
  var environment: Environment
  var links: LinkSetup

  /// The advocate's link for a network. However many ask at once, there is one.
  func link(for network: ShareNetwork, of advocate: Advocate.ID, program: Program.ID) async throws -> Link {
    let channel = network.rawValue
    let known = try await environment.database.withConnection { connection in
      try await Links.find(of: advocate, channel: channel, program: program, in: connection)
    }
    if let known { return known }
    let now = environment.now()
    let link = try await environment.database.transaction { connection in
      try await hold(advocate, program: program, in: connection)
      if let made = try await Links.find(of: advocate, channel: channel, program: program, in: connection) {
        return made
      }
      return try await links.make(program: program, in: connection) { code in
        Link(
          id: .timeOrdered(at: now), advocate: advocate, host: "", code: code, destination: nil, campaign: nil,
          channel: channel, disabledAt: nil, expiresAt: nil, createdAt: now)
      }
    }
    await links.publish(link, program: program)
    return link
  }

  private func hold(_ advocate: Advocate.ID, program: Program.ID, in connection: Connection) async throws {
    guard try await Advocates.hold(advocate, program: program, in: connection) != nil else {
      throw Problem.notFound("such page")
    }
  }

  /// The link the advocate was given first, made where there is none.
  func primary(of advocate: Advocate.ID, program: Program.ID) async throws -> Link {
    let known = try await environment.database.withConnection { connection in
      try await Links.primary(of: advocate, program: program, in: connection)
    }
    if let known { return known }
    let now = environment.now()
    let link = try await environment.database.transaction { connection in
      try await hold(advocate, program: program, in: connection)
      if let made = try await Links.primary(of: advocate, program: program, in: connection) { return made }
      return try await links.makePrimary(of: advocate, at: now, program: program, in: connection)
    }
    await links.publish(link, program: program)
    return link
  }
}
