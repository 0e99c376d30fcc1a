import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/reports`: what sharing came to.
struct ReportsAPI: Sendable {
  var desk: ReportDesk

  /// Reports are listed and read here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/reports", summary: "List the reports", access: .program,
        answers: [
          .init(
            status: .ok, description: "Their names and what they mean.",
            schema: .object([
              "data": .list(
                .object(["name": .string(), "title": .string(), "meaning": .string(), "caveat": .string()]))
            ]))
        ], handle: list),
      Endpoint(
        method: .get, path: "/v1/reports/{name}", summary: "Read a report",
        details:
          "Days are those of tz, first and last included. Amounts are minor units, net of reversals, and never added across currencies.",
        access: .program,
        parameters: [
          .path("name", "One of the reports' names."),
          .query(
            "from", .string(format: "date"),
            "The first day; 29 days before the last if not given, in lag, cohorts and chain 364."),
          .query("to", .string(format: "date"), "The last day; today if not given."),
          .query(
            "tz", .string(example: "Europe/Berlin"),
            "Whose days: a name of the IANA time zone database; UTC if not given."),
          .query("period", .string(oneOf: ReportAsk.periods), "What revenue is added up by; day if not given."),
          .query("bots", .flag(), "Whether the clicks of bots count."),
          .query("limit", .integer(in: 1...Int64(ReportQuery.maximumLimit)), "How many rows a ranking has."),
          .query("format", .string(oneOf: ["json", "csv"]), "How it is written; json if not given."),
        ] + RunChoice.parameters,
        answers: [
          .init(
            status: .ok, description: "The report; with format=csv as text/csv.",
            schema: .object(
              [
                "columns": .list(.open("Name, kind and title of a column.")),
                "rows": .list(.open("A value for each column, by its name.")),
                "totals": .list(.open("The sums, a row a currency.")),
                "as_of": .string("The moment it tells of, where that is not now.", format: "date-time"),
              ], optional: ["as_of"]))
        ], handle: read),
    ]
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    return .json(
      .object([
        "data": .array(
          Reports.all.map { report in
            .object([
              "name": .string(report.name), "title": .string(report.title), "meaning": .string(report.meaning),
              "caveat": .string(report.caveat),
            ])
          })
      ]))
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    let program = try call.program
    guard let report = Reports.named(call.parameter("name")) else {
      let names = Reports.all.map(\.name).joined(separator: ", ")
      throw Problem(.notFound, "not_found", "There is no such report; there are: \(names).", field: "name")
    }
    let format = try call.query.choice("format", of: ["json", "csv"]) ?? "json"
    let result = try await desk.read(report, try ReportAsk(call.query), program: program).result
    guard format == "csv" else {
      return Response(
        .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"], body: .text(result.json))
    }
    return .csv(result.csv, name: report.name)
  }
}
