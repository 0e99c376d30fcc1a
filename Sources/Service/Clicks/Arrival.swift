import Records
import Referrals

/// What came through a link, or through a code that leads nowhere, to be kept before it is answered.
enum Arrival: Hashable, Sendable {
  /// Through a link.
  case click(NewClick)
  /// Through a code that leads nowhere.
  case orphan(OrphanClick)
}

/// What became of an arrival.
enum Fate: Hashable, Sendable {
  /// It is durable; the browser is to be given this click's id: its own, or that of the click it repeats.
  case kept(Click.ID)
  /// It cannot be stored, whatever is tried.
  case refused
  /// It cannot be kept now: too many wait, or neither the database nor the disk takes it.
  case unavailable
}

/// An arrival and whoever waits for its answer.
struct WaitingArrival: Sendable {
  var arrival: Arrival
  /// Whether the visitor brought a cookie that this process has not seen on this link: another may have.
  var mayRepeat = false
  let continuation: UnsafeContinuation<Fate, Never>

  /// The id that the browser is given if nothing else turns up.
  var id: Click.ID {
    switch arrival {
    case .click(let click): click.repeatOf ?? click.id
    case .orphan(let orphan): orphan.id
    }
  }
}
