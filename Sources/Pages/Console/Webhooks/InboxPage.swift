package import Referrals

/// What came in and what became of it, the parked deliveries first.
package struct InboxPage: Sendable {
  /// A delivery.
  package struct Row: Sendable {
    let id: String
    let externalID: String
    let type: String
    let source: String
    let status: Delivery.Status
    let reason: String?
    let attempts: Int
    let receivedAt: Timestamp

    /// A row from what is shown of a delivery.
    package init(
      id: String, externalID: String, type: String, source: String, status: Delivery.Status, reason: String?,
      attempts: Int, receivedAt: Timestamp
    ) {
      self.id = id
      self.externalID = externalID
      self.type = type
      self.source = source
      self.status = status
      self.reason = reason
      self.attempts = attempts
      self.receivedAt = receivedAt
    }
  }

  private let rows: [Row]
  private let filter: ListFilter
  private let foot: ListFoot
  private let mayReplay: Bool
  private let csrf: String
  private let parked: Int

  /// A page from what it shows.
  /// - Parameter parked: how many deliveries of the program are parked, shown or not.
  package init(rows: [Row], filter: ListFilter, foot: ListFoot, parked: Int, mayReplay: Bool, csrf: String) {
    self.rows = rows
    self.filter = filter
    self.foot = foot
    self.parked = parked
    self.mayReplay = mayReplay
    self.csrf = csrf
  }

  /// The deliveries.
  package var table: Listing {
    Listing(
      caption: "Deliveries",
      columns: [
        .init("Came", "received_at"), .init("What", "type"), .init("Its id there", "external_id"),
        .init("Source", "source"), .init("State", "status"), .init("Why", "reason"),
        .init("Looked at", "attempts", isNumber: true), .init("Its id here", "id", isForFile: true),
      ],
      rows: rows.map { row in
        .init(
          id: row.id, label: row.externalID,
          [
            .time(row.receivedAt), .link(row.type, to: "/console/webhooks/inbox/\(row.id)"), .code(row.externalID),
            .text(row.source), .chip(row.status.rawValue, row.status.tone), .text(row.reason ?? ""),
            .number(row.attempts), .code(row.id),
          ])
      },
      empty: filter.isSet
        ? "Nothing that was looked through fits. Try fewer words, or another state."
        : "Nothing has come yet. Once a source is connected, each of its deliveries shows here.",
      choice: mayReplay ? "delivery" : nil)
  }

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    ReplayList(
      title: "Inbox", path: "/console/webhooks/inbox", filter: filter, table: table, foot: foot,
      chosen: "Replay the chosen",
      all: parked > 0
        ? .init(which: "parked", title: "Replay all that are parked (\(reader.number(parked)))") : nil,
      mayReplay: mayReplay,
      csrf: csrf
    ).html(for: reader)
  }
}

extension Delivery.Status {
  var tone: Listing.Tone {
    switch self {
    case .parked: .bad
    case .applied: .good
    case .received, .waiting, .ignored, .test: .plain
    }
  }

  /// What it means, for people.
  package var words: String {
    switch self {
    case .received: "It is about to be looked at."
    case .waiting: "It waits for the sale it speaks of, and is looked at as soon as that comes."
    case .applied: "It has had its effect."
    case .ignored: "It is of a kind that has no effect."
    case .test: "It is a test of the provider’s, and kept apart."
    case .parked: "It could not be used. Once what stood in its way is put right, replay it."
    }
  }
}
