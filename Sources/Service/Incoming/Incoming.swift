import Logging
import Postgres
import Records
import Referrals
import ServiceLifecycle

/// Webhooks that come in: the parts that keep them and let them have their effect, put together.
struct Incoming: Sendable {
  let sources: SourceDirectory
  let writer: InboxWriter
  let intake: DeliveryIntake
  let worker: InboxWorker
  let metrics = DeliveryMetrics()
  /// Rings when there is something in the inbox.
  let bell = Bell()

  /// Puts them together; nothing runs yet.
  init(environment: Environment, url: String) {
    sources = SourceDirectory(pool: environment.database, url: url, logger: environment.log)
    writer = InboxWriter(pool: environment.database)
    intake = DeliveryIntake(
      environment: environment, sources: sources, writer: writer, metrics: metrics, onKept: bell.ring)
    worker = InboxWorker(environment: environment, bell: bell, isCrowded: { [writer] in writer.isCrowded })
  }

  /// What runs, in the order in which it starts; it stops in the opposite one.
  var services: [any Service] { [sources, worker, writer] }

  /// What makes and changes sources.
  func setup(_ environment: Environment) -> SourceSetup {
    SourceSetup(environment: environment, directory: sources)
  }

  /// What can be asked of it.
  func endpoints(_ environment: Environment) -> [Endpoint] {
    HooksAPI(intake: intake).endpoints + SourcesAPI(environment: environment, setup: setup(environment)).endpoints
      + InboxAPI(environment: environment, bell: bell).endpoints + ExportsAPI(environment: environment).endpoints
      + SchemasAPI().endpoints
  }

  /// Adds what came, and what is left to do, to a page of metrics.
  func write(to page: inout MetricsPage, _ environment: Environment) async {
    metrics.write(to: &page)
    guard let backlog = try? await environment.database.withConnection({ try await Inbox.backlog(in: $0) }) else {
      return
    }
    page.metric("resonance_inbox_due", .gauge, "Deliveries that are yet to have their effect.", Double(backlog.due))
    let age = backlog.since.map { (environment.now() - $0) / .seconds(1) } ?? 0
    page.metric("resonance_inbox_oldest_seconds", .gauge, "How long the first of them has been due.", max(0, age))
  }
}
