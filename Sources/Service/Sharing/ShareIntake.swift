import Postgres
import Records
import Referrals

/// Takes in what advocates shared, each share once, and lets endpoints know.
enum ShareIntake {
  /// An advocate, by whichever id is told.
  enum Sharer: Hashable, Sendable {
    case id(Advocate.ID)
    case externalID(String)

    /// The field that tells it.
    var field: String {
      switch self {
      case .id: "advocate_id"
      case .externalID: "advocate_external_id"
      }
    }
  }

  /// A share as it is told.
  struct Told: Sendable {
    var externalID: String?
    var sharer: Sharer
    var channel: String
    var content: String?
    var url: String?
    var occurredAt: Timestamp
    var consent = false
  }

  /// What became of a share.
  enum Outcome: Sendable {
    /// It is stored.
    case new(Share, sharer: Person.ID)
    /// Its external id is there already.
    case known(sharer: Person.ID)
    /// The program has no such advocate.
    case unknownSharer
  }

  /// Stores shares; what became of each, in their order.
  /// - Parameters:
  ///   - stopsAtUnknown: whether the first by nobody that is known ends it; what is after it is not stored, and has no
  ///     outcome.
  ///   - isHistory: whether they are brought along from before: endpoints hear nothing of them, and one without an
  ///     external id is known by its advocate, time and channel.
  static func record(
    _ told: [Told], source: String, stopsAtUnknown: Bool = false, isHistory: Bool = false, at now: Timestamp,
    program: Program.ID, in connection: Connection
  ) async throws -> [Outcome] {
    let sharers = try await Shares.sharers(
      ids: Set(told.compactMap { if case .id(let id) = $0.sharer { id } else { nil } }).sorted(),
      externalIDs: Set(told.compactMap { if case .externalID(let id) = $0.sharer { id.exact } else { nil } }).sorted()
        .map(\.text),
      program: program, in: connection)
    var known: [(share: Share, person: Person.ID)?] = told.map { told in
      let sharer =
        switch told.sharer {
        case .id(let id): sharers.byID[id]
        case .externalID(let id): sharers.byExternalID[id.exact]
        }
      return sharer.map { sharer in
        (
          Share(
            id: .timeOrdered(at: now), externalID: told.externalID, advocate: sharer.advocate, channel: told.channel,
            content: told.content, url: told.url, occurredAt: told.occurredAt, recordedAt: now, consent: told.consent,
            source: source), sharer.person
        )
      }
    }
    if stopsAtUnknown, let first = known.firstIndex(where: { $0 == nil }) { known = Array(known[...first]) }
    let repeats =
      isHistory ? try await repeats(among: known.compactMap { $0?.share }, program: program, in: connection) : []
    let new = try await Shares.insert(
      known.compactMap { $0?.share }.filter { !repeats.contains($0.id) }, program: program, in: connection)
    if !new.isEmpty, !isHistory {
      let shown = try await Shares.find(Array(new), program: program, in: connection)
      try await EventType.shareCreated.tell(shown.map(SharesAPI.json), at: now, program: program, in: connection)
    }
    return known.map { known in
      guard let known else { return .unknownSharer }
      return new.contains(known.share.id) ? .new(known.share, sharer: known.person) : .known(sharer: known.person)
    }
  }

  /// Those without an external id that are there already, or come twice.
  private static func repeats(
    among shares: [Share], program: Program.ID, in connection: Connection
  ) async throws -> Set<Share.ID> {
    let nameless = shares.filter { $0.externalID == nil }
    var known = try await Shares.known(Set(nameless.map(Shares.Moment.init)), program: program, in: connection)
    return Set(nameless.lazy.filter { !known.insert(Shares.Moment($0)).inserted }.map(\.id))
  }

  /// Lets deliveries be looked at that wait for somebody to be an advocate.
  static func announce(
    _ externalID: String, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    let keys = [InboxAwaits.key(ofAdvocate: externalID)]
    try await InboxAwaits.lock(keys, program: program, in: connection)
    try await InboxAwaits.wake(keys, at: now, program: program, in: connection)
  }
}

extension Shares.Moment {
  fileprivate init(_ share: Share) {
    self.init(advocate: share.advocate, time: share.occurredAt, channel: share.channel)
  }
}
