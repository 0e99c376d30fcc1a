import Pages
import Postgres
import QRCode
import Records
import Referrals

/// Reads what an advocate's page shows.
struct PortalView: Sendable {
  let portal: Portals.Entry
  let reader: Reader
  let now: Timestamp

  /// How many of those who were brought in the picture holds, of each kind.
  private static let crowd = 120

  /// The page.
  func page(link: String, path: String, notice: String?, in connection: Connection) async throws -> PortalPage {
    let (program, advocate) = (portal.program, portal.advocate)
    let code = try QRCode(link)
    let reach = try await Portals.reach(of: advocate.id, program: program.id, in: connection)
    try await Summaries.noteReading(at: now, program: program.id, in: connection)
    return PortalPage(
      program: program.name, name: advocate.name, path: path, link: link,
      text: program.words(for: advocate), qr: QRPicture(size: code.size, isDark: code.isDark),
      isPaused: advocate.pausedAt != nil, results: try await results(came: reach?.came, in: connection),
      ripple: try await ripple(in: connection),
      reach: reach.map {
        PortalReach(within: $0.within, exclusive: $0.exclusive, computedAt: $0.computedAt)
      },
      data: try await data(in: connection), notice: notice, reader: reader)
  }

  private func results(came: Int64?, in connection: Connection) async throws -> PortalResults {
    let (program, advocate) = (portal.program, portal.advocate)
    // A young page tells week by week, an older one month by month.
    let kind: ReportPeriod.Kind = now - advocate.createdAt < .days(84) ? .week : .month
    let today = reader.zone.day(at: now)
    let first = kind.start(of: today.advanced(by: kind == .week ? -77 : -334))
    let periods = ReportPeriod.periods(kind, from: first, to: today, in: reader.zone)
    let starts = periods.map(\.bounds.lowerBound)
    let links = try await Portals.clicks(of: advocate.id, starts: starts, program: program.id, in: connection)
    let credits = try await Portals.credits(
      of: advocate.id, starts: starts, own: program.currency, program: program.id, in: connection)
    var clicks = [Int64](repeating: 0, count: starts.count + 1)
    var channels: [String: Int64] = [:]
    for link in links {
      for (place, people) in link.people.enumerated() { clicks[place] += people }
      channels[name(of: link), default: 0] += link.people.reduce(0, +)
    }
    return PortalResults(
      periods: kind, starts: periods.map(\.first), clicks: clicks, came: came,
      credits: credits.map {
        .init($0.currency, conversions: $0.conversions, direct: $0.direct, exposure: $0.exposure, chain: $0.chain)
      },
      channels: channels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { .init($0.key, clicks: $0.value) })
  }

  private func name(of link: Portals.LinkClicks) -> String {
    guard let channel = link.channel else { return link.isPrimary ? "Your link" : "Other links" }
    return ShareNetwork(rawValue: channel)?.title ?? channel
  }

  private func ripple(in connection: Connection) async throws -> PortalRipple {
    let ripple = try await Portals.ripple(
      of: portal.advocate.id, limit: Self.crowd, program: portal.program.id, in: connection)
    let recruits = Dictionary(grouping: ripple.sharers, by: \.recruiter)
    let buyers = Dictionary(grouping: ripple.buyers, by: \.advocate)
    func children(of advocate: Advocate.ID) -> [RipplePicture.Node] {
      (recruits[advocate] ?? []).map { .init(.sharer, name: $0.name, children: children(of: $0.id)) }
        + (buyers[advocate] ?? []).map { .init(.buyer, name: $0.name) }
    }
    return PortalRipple(
      children: children(of: portal.advocate.id), generations: ripple.generations, buyers: ripple.buyerCount)
  }

  private func data(in connection: Connection) async throws -> PortalData {
    let (program, advocate) = (portal.program, portal.advocate)
    let consents = try await Consents.all(of: advocate.person, program: program.id, in: connection)
    return PortalData(
      name: advocate.name, email: advocate.email,
      typedEmail: advocate.typedEmail,
      since: advocate.createdAt,
      isNamed: consents.first { $0.purpose == .namedInReports }?.given ?? false,
      wording: PortalWords.naming(program.name))
  }
}
