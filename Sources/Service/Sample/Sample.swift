package import Postgres
import Records
package import Referrals
import Simulation

/// A small program to look at: people who follow each other, some who share, customers whom that sets off, with a click
/// or without, and others who would have come anyway; refunds; customers who begin to share. The same story at every
/// loading, moved so that it ends now.
package struct Sample: Sendable {
  /// What there is to look at once it is loaded.
  package struct Loaded: Sendable {
    /// The program.
    package let program: Program
    /// Its key, shown this once.
    package let key: APIKey
  }

  /// The name the program has.
  package static let programName = "Corner Bakery"

  /// How many people there are: enough for what the models need that learn from exposures.
  private static let people = 500
  private static let seed: UInt64 = 1815

  let story: World
  let start: Timestamp
  let now: Timestamp
  let links: LinkSetup
  var random = SampleRandom(seed: Self.seed)

  /// The story as it ends at `now`.
  package init(now: Timestamp, links: LinkSetup) {
    var made = Parameters()
    made.seed = Self.seed
    made.days = 83
    made.advocates = 24
    made.sharesAYear = 32
    made.organic = 0.35
    made.unclicked = 0.45
    made.idleClicks = 0.35
    made.repeats = 0.4
    made.refunds = 0.08
    made.recruits = 0.2
    do {
      story = try World(made, following: .generated(people: Self.people, seed: Self.seed))
    } catch {
      preconditionFailure("\(error)")
    }
    start = now - .days(made.days)
    self.now = now
    self.links = links
  }

  /// Loads it, in one transaction of the caller's.
  package mutating func load(in connection: Connection) async throws -> Loaded {
    var attribution = AttributionSettings()
    attribution.chainShare = 0.1
    guard let currency = Currency("EUR") else { preconditionFailure("the euro is a currency") }
    var program = Program(
      id: .timeOrdered(at: start), name: Self.programName, currency: currency,
      destination: "https://bakery.example/welcome", attribution: attribution, createdAt: start)
    program.shareText = ShareWords("The bread at {program} is what I get up for. Have a look: {link} – {name}")
    let key = try await ProgramSetup.create(program, at: start, in: connection)
    let cast = try await SampleCast(of: self, program: program, in: connection)
    try await follow(cast, in: connection)
    let shares = try await share(cast, in: connection)
    let clicks = try await visit(cast, after: shares, in: connection)
    try await buy(cast, after: clicks, in: connection)
    try await compare(program, in: connection)
    return Loaded(program: program, key: key)
  }

  /// Counts it by two other models beside, as the service finds the time.
  private func compare(_ program: Program, in connection: Connection) async throws {
    for model in ["last_touch", "hazard"] {
      var other = program.attribution
      other.model = model
      _ = try await Recount.begin(
        other, becomesCurrent: false, by: Author(name: "demo", program: program.id), maySet: false, at: now,
        in: connection)
    }
  }

  /// When something of the story happened.
  func time(_ seconds: Int32) -> Timestamp { start + .seconds(Int(seconds)) }

  /// Somebody of today, whom the story does not know.
  static let newcomer: Int32 = -1

  /// The id that somebody has at the bakery.
  static func externalID(_ person: Int32) -> String { "c-\(1000 + person)" }
}
