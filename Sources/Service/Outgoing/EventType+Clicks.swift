import Referrals
import StrictJSON

extension EventType {
  /// It is written by PostgreSQL, in the statement that stores the clicks: see `Clicks.telling(_:programs:)` in Records.
  static let clickRecorded = EventType(
    name: "click.recorded",
    summary:
      "Somebody, or some program, came through links: clicks that were stored together, as many of one program as fit, at most 100. Each is as in GET /v1/clicks.",
    data: .object(["clicks": .list(ClicksAPI.schema, "Oldest first.")]),
    sample: .object([
      "clicks": [
        .object([
          "id": "01960c3a-5c00-7000-8000-00000000c11c", "link_id": "01960c3a-5c00-7000-8000-000000001111",
          "advocate_id": "01960c3a-5c00-7000-8000-00000000ada0", "visitor_id": "01960c3a-5c00-7000-8000-000000007151",
          "outcome": "person", "repeat_of": nil, "occurred_at": "2026-03-01T12:00:00.000Z",
          "referrer": "https://social.example/", "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)",
          "address_prefix": "203.0.113.0/24",
        ])
      ]
    ]))
}
