import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals
import Webhooks

/// `/console/settings/secrets`: what signs, and where it is replaced.
struct SecretsPages: Sendable {
  var environment: Environment

  private static let path = "/console/settings/secrets"

  var pages: [ConsolePage] {
    [
      ConsolePage(path: Self.path) { visit in
        let page = ListingPage(
          title: "Secrets", tabs: .settings(here: Self.path),
          intro: "What signs webhooks. No page shows a secret once it is kept; each can be replaced where it is used.",
          table: try await table(for: visit), foot: ListFoot(next: nil, file: "\(Self.path).csv"))
        return visit.page("Secrets", section: .settings, content: page.content(for: visit.reader))
      },
      ConsolePage(path: "\(Self.path).csv") { visit in .csv(try await table(for: visit).csv, name: "secrets") },
    ]
  }

  private func table(for visit: Visit) async throws -> Listing {
    let program = visit.program.id
    let now = environment.now()
    let (sources, endpoints) = try await environment.database.withConnection { connection in
      (
        try await Sources.list(before: nil, limit: 500, program: program, in: connection),
        try await Endpoints.list(before: nil, limit: 500, program: program, in: connection)
      )
    }
    let rows =
      sources.map { source in
        Listing.Row([
          .link(source.title, to: "/console/webhooks/sources/\(source.id)"),
          .text("what \(Providers.named(source.provider)?.title ?? source.provider) sends here"),
          .time(source.former.flatMap { now < $0.until ? $0.until : nil }), .time(source.createdAt),
        ])
      }
      + endpoints.map { endpoint in
        Listing.Row([
          .link(endpoint.url, to: "/console/webhooks/endpoints/\(endpoint.id)"), .text("what is sent there"),
          .time(endpoint.formerSecretUntil.flatMap { now < $0 ? $0 : nil }), .time(endpoint.createdAt),
        ])
      }
    return Listing(
      caption: "Secrets",
      columns: [
        .init("Where", "where"), .init("Signs", "signs"), .init("The one before is valid until", "former_until"),
        .init("Since", "created_at"),
      ], rows: rows, empty: "There is no source and no endpoint yet, so nothing is signed. Add one under Webhooks.")
  }
}
