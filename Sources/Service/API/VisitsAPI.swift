import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals

/// `/r/{code}`: what people click. The answers are for browsers, and a problem of theirs is a page.
struct VisitsAPI: Sendable {
  var redirect: Redirect

  /// A link is followed here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: Redirect.pattern, summary: "Follow a link",
        details:
          "The click is kept before this is answered. Where it leads to, rsn_click in the query is the click's id: pass it on as click_id of a conversion. The cookie rsn_visitor knows the browser again. A code may have slashes.",
        access: .open, parameters: [.path("code", "The link's code, in upper or lower case.")],
        answers: [
          .init(status: .found, description: "To the link's destination, by Location."),
          Self.page(.ok, "For the agents of social networks, where the program wants it: what to show."),
          Self.page(.notFound, "No link has this code."),
          Self.page(.gone, "The link was disabled or has expired."),
          Self.page(.serviceUnavailable, "Clicks can't be kept at the moment: try again."),
        ], handle: { try await redirect.handle($0.request) })
    ]
  }

  private static func page(_ status: HTTPResponse.Status, _ description: String) -> Endpoint.Answer {
    .init(status: status, description: description, mediaType: "text/html", schema: .string())
  }
}
