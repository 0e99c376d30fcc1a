import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/clicks`: every arrival, bots and repeats too.
struct ClicksAPI: Sendable {
  var environment: Environment

  /// Clicks are listed here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/clicks", summary: "List clicks, newest first",
        details: "Every arrival is there: people, their repeats, bots, previews, monitors.", access: .program,
        parameters: Endpoint.Parameter.paging + [
          .query("link_id", .id(), "Only through this link."),
          .query("outcome", .string(oneOf: ClickList.outcomes), "Only of this kind."),
        ], answers: [.init(status: .ok, description: "A page of them.", schema: .page(of: Self.schema))], handle: list)
    ]
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<Click>(call.query)
    let link: Link.ID? = try call.query.id("link_id")
    let outcome = try call.query.choice("outcome", of: ClickList.outcomes)
    let clicks = try await environment.database.withConnection { connection in
      try await ClickList.page(
        link: link, outcome: outcome, before: paging.before, limit: paging.limit + 1, program: program, in: connection)
    }
    return .json(
      paging.page(clicks, id: \.id) { click in
        .object([
          "id": .text(of: click.id), "link_id": .text(of: click.link), "advocate_id": .text(of: click.advocate),
          "visitor_id": .text(of: click.visitor), "outcome": .string(click.outcome),
          "repeat_of": .text(of: click.repeatOf), "occurred_at": .text(of: click.occurredAt),
          "referrer": .text(click.referrer), "user_agent": .text(click.userAgent),
          "address_prefix": .string(click.addressPrefix),
        ])
      })
  }

  /// A click as it is shown.
  static let schema = Schema.object([
    "id": .id(), "link_id": .id(), "advocate_id": .id(), "visitor_id": .id(),
    "outcome": .string(oneOf: ClickList.outcomes), "repeat_of": .id("The click that it repeats.").orNull,
    "occurred_at": .time(), "referrer": .string().orNull, "user_agent": .string().orNull,
    "address_prefix": .string("The network it came from; addresses are not kept."),
  ])
}
