import HTTPServer
import HTTPTypes
import Postgres
import Records
import StrictJSON

/// What those who run the service ask it: whether it lives, whether it is ready, how it does.
struct OperationsAPI: Sendable {
  var environment: Environment
  /// The pages of the service's parts.
  var metrics: @Sendable (inout MetricsPage) async -> Void

  /// Open to all: they tell nothing of any program.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/healthz", summary: "Whether the process lives", access: .open,
        answers: [.init(status: .ok, description: "It does.", schema: .object(["status": .string(oneOf: ["ok"])]))],
        handle: { _ in .json(.object(["status": "ok"])) }),
      Endpoint(
        method: .get, path: "/readyz", summary: "Whether it can take requests",
        details: "Asks the database. Links redirect even while it answers 503.", access: .open,
        answers: [.init(status: .ok, description: "It can.", schema: .object(["status": .string(oneOf: ["ready"])]))],
        handle: ready),
      Endpoint(
        method: .get, path: "/metrics", summary: "How it does, for Prometheus", access: .open,
        answers: [.init(status: .ok, description: "The text format.", mediaType: "text/plain", schema: .string())],
        handle: page),
    ]
  }

  @Sendable private func ready(_ call: Call) async throws -> Response {
    do {
      _ = try await environment.database.query("SELECT 1 AS one")
    } catch {
      throw Problem.unavailable("The database does not answer.")
    }
    return .json(.object(["status": "ready"]))
  }

  @Sendable private func page(_ call: Call) async throws -> Response {
    var page = MetricsPage()
    await metrics(&page)
    let pool = environment.database.stats
    page.head("resonance_database_connections", .gauge, "Connections to PostgreSQL in the pool.")
    page.sample("resonance_database_connections", [("state", "busy")], Double(pool.busy))
    page.sample("resonance_database_connections", [("state", "idle")], Double(pool.open - pool.busy))
    page.metric(
      "resonance_database_waiting", .gauge, "Requests waiting for a connection to PostgreSQL.", Double(pool.waiting))
    if let due = try? await environment.database.withConnection({ try await Settlements.count(in: $0) }) {
      page.metric("resonance_settlements_due", .gauge, "Conversions whose credit is to be counted again.", Double(due))
    }
    return Response(
      .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"], body: .text(page.text))
  }
}
