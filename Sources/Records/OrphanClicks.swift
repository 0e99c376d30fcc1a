package import Postgres
package import Referrals

/// An arrival through a code that leads nowhere.
package struct OrphanClick: Hashable, Sendable {
  /// Why the code leads nowhere.
  package enum Reason: UInt8, Sendable {
    /// No link has it.
    case unknown = 0
    /// Its link was switched off.
    case disabled = 1
    /// Its link's time is up.
    case expired = 2

    /// The value in the column `reason`.
    package var name: String {
      switch self {
      case .unknown: "unknown"
      case .disabled: "disabled"
      case .expired: "expired"
      }
    }
  }

  /// Its id, which holds when it came, to the microsecond.
  package var id: Click.ID
  /// Whose link it was; nil: nobody's.
  package var program: Program.ID?
  /// The host that was asked for; empty for the service's own address.
  package var host: String
  /// The code that was asked for, cropped.
  package var code: String
  /// Why the code leads nowhere.
  package var reason: Reason
  /// The link that it led to once.
  package var link: Link.ID?
  /// The network the client's address is in.
  package var addressPrefix: String
  /// The page that led here, cropped.
  package var referrer: String?
  /// The agent that was named, cropped.
  package var userAgent: String?

  /// An orphan click from its parts.
  package init(
    id: Click.ID, program: Program.ID?, host: String, code: String, reason: Reason, link: Link.ID?,
    addressPrefix: String, referrer: String? = nil, userAgent: String? = nil
  ) {
    self.id = id
    self.program = program
    self.host = host
    self.code = code
    self.reason = reason
    self.link = link
    self.addressPrefix = addressPrefix
    self.referrer = referrer
    self.userAgent = userAgent
  }

  /// When it came: the time in its id.
  package var occurredAt: Timestamp { id.timestamp ?? .earliest }
}

/// The arrivals through codes that lead nowhere.
package enum OrphanClicks {
  /// The program of a code that no program has.
  package static let nobody = Program.ID(high: 0, low: 0)

  /// Stores those that are not there yet.
  package static func insert(_ clicks: [OrphanClick], in connection: BlockingConnection) throws(PostgresError) {
    try connection.execute(
      """
      INSERT INTO orphan_clicks (program_id, id, host, code, reason, link_id, occurred_at, address_prefix, referrer,
        user_agent)
      SELECT * FROM unnest(\(clicks.map { $0.program ?? nobody })::uuid[], \(clicks.map(\.id))::uuid[],
        \(clicks.map(\.host))::text[], \(clicks.map(\.code))::text[], \(clicks.map(\.reason.name))::text[],
        \(clicks.map(\.link))::uuid[], \(clicks.map(\.occurredAt))::timestamptz[],
        \(clicks.map(\.addressPrefix))::text[], \(clicks.map(\.referrer))::text[], \(clicks.map(\.userAgent))::text[])
      ON CONFLICT (program_id, id) DO NOTHING
      """)
  }
}
