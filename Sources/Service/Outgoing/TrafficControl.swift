import Records
import Referrals
import Synchronization

/// The ``Traffic`` as all who send see it, and what is on its way.
final class TrafficControl: Sendable {
  private struct State {
    var traffic: Traffic
    var programs: [Deliveries.ID: Program.ID] = [:]
  }

  private let state: Mutex<State>

  init(limit: Int) { state = Mutex(State(traffic: Traffic(limit: limit))) }

  /// How much more may be sent in all.
  var room: Int { state.withLock { $0.traffic.room } }

  /// What is on its way, by program.
  var inFlight: [Program.ID: [Deliveries.ID]] {
    state.withLock { Dictionary(grouping: $0.programs.keys) { [programs = $0.programs] id in programs[id]! } }
  }

  /// How much more each of the endpoints that something is due to may be sent now.
  func rooms(for due: [Endpoints.Entry]) -> [Endpoints.ID: Int] {
    state.withLock { state in
      state.traffic.tidy()
      return state.traffic.rooms(for: due)
    }
  }

  /// A delivery is on its way.
  func begin(_ delivery: Deliveries.ID, to endpoint: Endpoints.ID, of program: Program.ID) {
    state.withLock { state in
      state.traffic.begin(endpoint)
      state.programs[delivery] = program
    }
  }

  /// A delivery has come to an end, good or bad, or to none.
  func end(_ delivery: Deliveries.ID, to endpoint: Endpoints.ID, _ isTaken: Bool?) {
    state.withLock { state in
      state.traffic.end(endpoint, isTaken)
      state.programs[delivery] = nil
    }
  }

  /// Since when an endpoint does nothing but fail, as far as is known here.
  func failingSince(_ endpoint: Endpoints.ID) -> Timestamp? { state.withLock { $0.traffic.failingSince(endpoint) } }

  /// Remembers since when an endpoint does nothing but fail.
  func note(_ endpoint: Endpoints.ID, failingSince time: Timestamp?) {
    state.withLock { $0.traffic.note(endpoint, failingSince: time) }
  }
}
