import Records
import Referrals

/// How much may be on its way at once: in all, and to each endpoint. An endpoint that takes what it is sent gets more
/// and more at once; one that fails gets less, down to one at a time, so that what hangs there is little. All endpoints
/// together never have more than their share, so that a crowd of hanging ones leaves room for the others.
struct Traffic {
  /// What is known of an endpoint.
  struct Lane {
    /// How many deliveries are on their way to it.
    var inFlight = 0
    /// How many may be.
    var window = Traffic.firstWindow
    /// Since when it does nothing but fail, as far as is known here.
    var failingSince: Timestamp?
  }

  static let firstWindow = 4
  static let widestWindow = 256

  /// How many deliveries may be on their way in all.
  let limit: Int
  /// How many are.
  private(set) var inFlight = 0
  private(set) var lanes: [Endpoints.ID: Lane] = [:]

  init(limit: Int) { self.limit = limit }

  /// For each of the endpoints that something is due to, how much more it may be sent now; only those that may.
  mutating func rooms(for due: [Endpoints.Entry]) -> [Endpoints.ID: Int] {
    for endpoint in due { lanes[endpoint.id, default: Lane()].failingSince = endpoint.failingSince }
    let busy = lanes.values.count { $0.inFlight > 0 }
    let idle = due.count { lanes[$0.id]?.inFlight == 0 }
    // Half of the limit, shared out: the rest is for those who come.
    let share = max(1, limit / 2 / max(1, busy + idle))
    var rooms: [Endpoints.ID: Int] = [:]
    for endpoint in due {
      guard let lane = lanes[endpoint.id] else { continue }
      let room = min(lane.window, share) - lane.inFlight
      if room > 0 { rooms[endpoint.id] = room }
    }
    return rooms
  }

  /// How much more may be sent in all.
  var room: Int { max(0, limit - inFlight) }

  /// A delivery is on its way.
  mutating func begin(_ endpoint: Endpoints.ID) {
    lanes[endpoint, default: Lane()].inFlight += 1
    inFlight += 1
  }

  /// A delivery has come to an end, good or bad, or to none.
  mutating func end(_ endpoint: Endpoints.ID, _ isTaken: Bool?) {
    inFlight -= 1
    guard var lane = lanes[endpoint] else { return }
    lane.inFlight -= 1
    switch isTaken {
    case true?: lane.window = min(lane.window + 1, Self.widestWindow)
    case false?: lane.window = max(1, lane.window / 2)
    case nil: break
    }
    lanes[endpoint] = lane
  }

  /// Since when an endpoint does nothing but fail, as far as is known here.
  func failingSince(_ endpoint: Endpoints.ID) -> Timestamp? { lanes[endpoint]?.failingSince }

  /// Remembers since when an endpoint does nothing but fail.
  mutating func note(_ endpoint: Endpoints.ID, failingSince time: Timestamp?) {
    lanes[endpoint]?.failingSince = time
  }

  /// Forgets the endpoints that nothing is on its way to, once there are very many.
  mutating func tidy() {
    if lanes.count > 20_000 { lanes = lanes.filter { $0.value.inFlight > 0 } }
  }
}
