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
      "typed_email": nil,
    ]),
    personal: Personal(id: "id", members: advocateMembers, text: "external_id"))

  static let advocateJoined = EventType(
    name: "advocate.joined",
    summary:
      "Somebody has become an advocate on the page for joining: the moment to send them the address of their page. Nobody has proved that the e-mail is theirs.",
    data: .object([
      "advocate": AdvocatesAPI.schema,
      "known_by_email": .list(
        .string(),
        "The external ids of those whom the program knows by the e-mail that was typed: perhaps it is one of them."),
    ]),
    sample: .object([
      "advocate": .object([
        "id": "01960c3a-5c00-7000-8000-00000000ada0", "external_id": "join-4fd1c0de0ff1ce15900d", "email": nil,
        "name": "Ada", "recruited_by": nil, "status": "active", "created_at": "2026-03-01T12:00:00Z",
        "link": .object(["code": "q7xk2m", "url": "https://share.example/r/q7xk2m"]),
        "portal_url":
          "https://share.example/a/AZYMOlwAcACAAAAAAAAAEQGWDDpcAHAAgAAAAAAArdAjVq1uQ5hzpM2WcJ3oVn7k",
        "typed_email": "ada@people.example",
      ]),
      "known_by_email": ["customer-7"],
    ]),
    personal: Personal(
      path: ["advocate"], id: "id", members: advocateMembers, text: "external_id", beside: ["known_by_email"]))

  private static let advocateMembers: Set<String> = ["external_id", "email", "name", "typed_email", "portal_url"]

  static let advocateLeft = EventType(
    name: "advocate.left",
    summary:
      "An advocate has left the program on the own page: the links are switched off, and who it was is erased. The external id is told this last time.",
    data: .object(["id": .id(), "external_id": .string(), "left_at": .time()]),
    sample: .object([
      "id": "01960c3a-5c00-7000-8000-00000000ada0", "external_id": "ada", "left_at": "2026-03-01T12:00:00Z",
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
