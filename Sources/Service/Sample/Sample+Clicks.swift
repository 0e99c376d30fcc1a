import Postgres
import Records
import Referrals
import Simulation

extension Sample {
  private static let browsers = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
  ]
  private static let repeatWindow = Duration.minutes(30)

  /// Who came through whose link: most by the one of the channel of the latest post. Every second post is also looked at
  /// by a network that previews it, and now and then a crawler comes. By person, earliest first.
  mutating func visit(
    _ cast: SampleCast, after shares: [Int32: [(time: Int32, channel: String)]], in connection: Connection
  ) async throws -> [Int32: [Click.ID]] {
    let program = cast.program.id
    var links: [Int32: [String: Link]] = [:]
    func link(_ advocate: Int32, on channel: String?) async throws -> Link {
      guard let channel else { return cast.links[Int(advocate)] }
      if let made = links[advocate]?[channel] { return made }
      let primary = cast.links[Int(advocate)]
      let made = try await self.links.make(program: program, in: connection) { code in
        Link(
          id: .timeOrdered(at: primary.createdAt), advocate: primary.advocate, host: "", code: code, destination: nil,
          campaign: nil, channel: channel, disabledAt: nil, expiresAt: nil, createdAt: primary.createdAt)
      }
      links[advocate, default: [:]][channel] = made
      return made
    }

    var clicks: [NewClick] = []
    var visitors: [Int32: Visitor.ID] = [:]
    var byPerson: [Int32: [Click.ID]] = [:]
    for arrival in story.clicks {
      let shared = shares[arrival.advocate]?.last { $0.time <= arrival.time }
      let usesPrimary = Int.random(in: 0..<4, using: &random) == 0
      let link = try await link(arrival.advocate, on: usesPrimary ? nil : shared?.channel)
      let visitor = visitors[arrival.person] ?? .timeOrdered(at: time(arrival.time), using: &random)
      visitors[arrival.person] = visitor
      var click = arrives(
        visitor, through: link, at: time(arrival.time), .person, agent: Self.browsers[Int(arrival.person) % 3],
        from: shared?.channel == ShareNetwork.mastodon.rawValue ? "https://mastodon.example/" : nil, program)
      let known = clicks.last {
        $0.visitor == visitor && $0.link == link.id && $0.outcome == .person
          && click.occurredAt - $0.occurredAt < Self.repeatWindow
      }
      if let known { (click.outcome, click.repeatOf) = (.repeat, known.id) }
      clicks.append(click)
      byPerson[arrival.person, default: []].append(click.id)
      // Now and then somebody goes back and comes once more.
      guard known == nil, byPerson.count % 8 == 0, click.occurredAt + .minutes(3) < now else { continue }
      var again = click
      again.id = .make(program: program, at: click.occurredAt + .minutes(3), using: &random)
      (again.outcome, again.repeatOf) = (.repeat, click.id)
      clicks.append(again)
    }
    let today = arrives(
      .timeOrdered(at: now - .minutes(50), using: &random),
      through: try await link(Int32(cast.ada), on: ShareNetwork.whatsapp.rawValue), at: now - .minutes(50), .person,
      agent: Self.browsers[1], from: nil, program)
    clicks.append(today)
    byPerson[Self.newcomer] = [today.id]
    for (number, share) in story.shares.enumerated() where number % 2 == 0 {
      let channel = shares[share.advocate]?.last { $0.time <= share.time }?.channel
      let link = try await link(share.advocate, on: channel)
      let isCrawler = number % 10 == 0
      let later = min(time(share.time) + .seconds(isCrawler ? 5_400 : 2), now)
      clicks.append(
        arrives(
          .timeOrdered(at: later, using: &random), through: link, at: later, isCrawler ? .bot : .preview,
          agent: isCrawler ? "Mozilla/5.0 (compatible; Googlebot/2.1)" : "WhatsApp/2.23.20.0", from: nil, program))
    }
    try await Clicks.store(clicks.sorted { $0.id < $1.id }, in: connection)
    return byPerson
  }

  private mutating func arrives(
    _ visitor: Visitor.ID, through link: Link, at time: Timestamp, _ outcome: NewClick.Outcome, agent: String,
    from referrer: String?, _ program: Program.ID
  ) -> NewClick {
    NewClick(
      id: .make(program: program, at: time, using: &random), program: program, link: link.id,
      advocate: link.advocate, visitor: visitor, visitorHash: visitor, outcome: outcome,
      addressPrefix: "203.0.113.0/24", referrer: referrer, userAgent: agent)
  }
}
