import Records
import Referrals

/// One delivery, in or out, as it is seen at a moment.
struct Sighting {
  /// Its id, whichever way it goes.
  let id: Identifier<Sighting>
  /// When it came, or was told.
  let time: Timestamp
  /// What has become of it; nil: nothing yet.
  let verdict: String?
  /// Whether that may change.
  let isOpen: Bool
  /// Whether it is somebody's turn to look.
  let isBad: Bool
  /// What it is.
  let what: String
  /// More on its verdict.
  let note: String?

  /// One that came.
  init(_ entry: Inbox.Entry) {
    id = Identifier(entry.arrival.id)
    time = entry.arrival.receivedAt
    verdict = entry.status == .received ? nil : entry.status.rawValue
    isOpen = entry.dueAt != nil
    isBad = entry.status == .parked
    what = "in   " + entry.arrival.type.padding(30) + "  " + entry.arrival.externalID
    note = entry.reason
  }

  /// One that goes out.
  init(_ sight: Deliveries.Sight) {
    let item = sight.item
    id = Identifier(item.id)
    time = item.createdAt
    isOpen = item.status == .pending
    isBad = item.status == .failed
    verdict = isOpen && item.attempts == 0 ? nil : isOpen ? "retrying" : item.status.rawValue
    what = "out  " + item.type.padding(30) + "  msg_\(item.event) to \(sight.url)"
    let answer = sight.failure ?? sight.status.map(String.init)
    note = answer.map { "\($0), attempt \(item.attempts)" }
  }

  /// As it is shown.
  func line(in terminal: Terminal) -> String? {
    guard let verdict else { return nil }
    let day = String(time.description.prefix(19)).replacing("T", with: " ")
    let shown = verdict.padding(9)
    let text = "\(terminal.faint(day))  \(isBad ? terminal.bold(shown) : shown)  \(what)"
    return note.map { "\(text)  \(terminal.faint($0))" } ?? text
  }
}

extension String {
  /// The text with spaces up to so many columns.
  fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }
}
