import Records
import Referrals
import StrictJSON

extension EventType {
  static let shareCreated = EventType(
    name: "share.created",
    summary:
      "An advocate shared something; data is as in GET /v1/shares. What is brought along from before is not told.",
    data: SharesAPI.schema,
    sample: .object([
      "id": "01960c3a-5c00-7000-8000-00000000540e", "external_id": "post-31",
      "advocate_id": "01960c3a-5c00-7000-8000-00000000ada0", "named": true, "channel": "mastodon",
      "content": "Spring collection", "url": "https://social.example/@ada/31", "occurred_at": "2026-03-01T12:00:00Z",
      "recorded_at": "2026-03-01T12:00:01Z", "source": "api",
    ]),
    personal: Personal(id: "advocate_id", members: ["external_id", "advocate_id", "content", "url"]))
}
