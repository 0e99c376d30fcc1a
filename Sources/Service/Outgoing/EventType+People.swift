import Referrals
import StrictJSON

extension EventType {
  static let advocateCreated = EventType(
    name: "advocate.created", summary: "Somebody has become an advocate; data is as in GET /v1/advocates/{id}.",
    data: AdvocatesAPI.schema,
    sample: .object([
      "id": "01960c3a-5c00-7000-8000-00000000ada0", "external_id": "ada", "email": "ada@people.example", "name": "Ada",
      "recruited_by": nil, "status": "active", "created_at": "2026-03-01T12:00:00Z",
      "link": .object(["code": "q7xk2m", "url": "https://share.example/r/q7xk2m"]),
      "portal_url":
        "https://share.example/a/AZYMOlwAcACAAAAAAAAAEQGWDDpcAHAAgAAAAAAArdAjVq1uQ5hzpM2WcJ3oVn7k",
    ]))

  static let linkCreated = EventType(
    name: "link.created",
    summary: "An advocate has a link, the first or a further one; data is as in GET /v1/links/{id}.",
    data: LinksAPI.schema,
    sample: .object([
      "id": "01960c3a-5c00-7000-8000-000000001111", "advocate_id": "01960c3a-5c00-7000-8000-00000000ada0",
      "code": "q7xk2m", "url": "https://share.example/r/q7xk2m", "destination": nil, "campaign": "spring",
      "channel": nil, "disabled_at": nil, "expires_at": nil, "created_at": "2026-03-01T12:00:00Z",
    ]))
}
