import Crypto
import Postgres
import Records
import Referrals
import StrictJSON

/// Makes an advocate of somebody who asks for it.
struct Join: Sendable {
  /// The id of one filling in of the form.
  typealias ID = Identifier<Join>

  /// What was told.
  struct Told: Sendable {
    var once: ID
    var name: String
    var email: Email
    var isNamed: Bool
    var click: Click.ID?
    var visitor: Visitor.ID?
    /// Whom this browser joined as before, with the same e-mail.
    var known: Advocate?
  }

  var environment: Environment
  var links: LinkSetup

  /// Makes them an advocate, brought in by whoever's link they came by, with what they agreed to; once for each filling
  /// in of the form.
  /// - Returns: where their page is, and their link, if it is new.
  func take(
    _ told: Told, at now: Timestamp, program: Program, in connection: Connection
  ) async throws -> (path: String, link: Link?) {
    let portals = try await PortalAddresses(of: program.id, at: environment.address, in: connection)
    if let known = told.known { return (portals.path(of: known), nil) }
    let externalID = Self.externalID(told, program.id)
    let person = try await People.upsert(
      externalID: externalID, email: nil, name: told.name, at: now, program: program.id, in: connection)
    let recruiter = try await Joins.recruiter(
      click: told.click, visitor: told.visitor, since: now - program.attribution.window, program: program.id,
      in: connection)
    let (id, isNew) = try await Advocates.upsert(
      person: person, recruiter: recruiter, at: now, program: program.id, in: connection)
    var link: Link?
    if isNew {
      link = try await links.makePrimary(of: id, at: now, program: program.id, in: connection)
      try await Joins.insert(id, email: told.email, at: now, program: program.id, in: connection)
      try await keepConsents(told, of: person, at: now, program: program, in: connection)
    }
    guard let advocate = try await Advocates.find(id, program: program.id, in: connection) else {
      throw Problem.notFound("such advocate")
    }
    if isNew {
      try await ShareIntake.announce(externalID, at: now, program: program.id, in: connection)
      let shown = AdvocatesAPI.json(
        advocate, url: link.map(links.url), link, portal: portals.url(of: advocate))
      let alike = try await Joins.people(known: told.email, program: program.id, in: connection)
      try await EventType.advocateCreated.tell(shown, at: now, program: program.id, in: connection)
      try await EventType.advocateJoined.tell(
        .object([
          "advocate": shown, "known_by_email": .array(alike.map(JSON.string)),
        ]), at: now, program: program.id, in: connection)
    }
    return (portals.path(of: advocate), link)
  }

  private func keepConsents(
    _ told: Told, of person: Person.ID, at now: Timestamp, program: Program, in connection: Connection
  ) async throws {
    var given = [(Consents.Purpose.participation, PortalWords.participation(program.name))]
    if told.isNamed { given.append((.namedInReports, PortalWords.naming(program.name))) }
    for (purpose, wording) in given {
      _ = try await Consents.insert(
        .init(
          purpose: purpose, given: true, place: "page for joining", occurredAt: now, recordedAt: now, source: "join",
          wording: wording), of: person, program: program.id, in: connection)
    }
  }

  /// An id that says nothing: whoever learns it can't send the form again in the person's place.
  private static func externalID(_ told: Told, _ program: Program.ID) -> String {
    let hash = SHA256.hash(data: Array("join \(program) \(told.once) \(told.email.canonical)".utf8))
    let digits = Array("0123456789abcdef".utf8)
    let text = hash.prefix(10).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return "join-\(String(decoding: text, as: UTF8.self))"
  }
}
