import HTTPClient
import Postgres
import Records
import Referrals
import Webhooks

/// Webhooks that go out: the parts that send them and show what became of them, put together.
struct Outgoing: Sendable {
  let sender: Sender
  private let rules: DestinationRules
  private let metrics = SendingMetrics()
  /// Wakes the sender.
  let bell = Bell()

  /// Puts them together; nothing is sent yet. Throws where libcurl can't be used.
  /// - Parameters:
  ///   - allow: the ranges that may be called besides public addresses.
  ///   - directory: where what it is known by is kept.
  init(
    environment: Environment, allow: [CIDR], directory: String, settings: Sender.Settings = .init()
  ) throws {
    let rules = DestinationRules(allow: allow)
    var configuration = HTTPClient.Configuration { octets in
      IPAddress(octets: octets).map(rules.permits) ?? false
    }
    // How much one endpoint may be sent at once, the sender knows better: many endpoints may share a host.
    configuration.maximumTransfers = settings.limit
    configuration.maximumPerHost = settings.limit
    configuration.maximumConnections = settings.limit * 2
    configuration.timeout = Shipment.timeout
    self.rules = rules
    sender = Sender(
      environment: environment, client: try HTTPClient(configuration, logger: environment.log),
      worker: try WorkerMark(directory: directory).id, metrics: metrics, bell: bell, settings: settings)
  }

  /// What makes, changes and tries endpoints.
  func setup(_ environment: Environment) -> EndpointSetup {
    EndpointSetup(environment: environment, rules: rules, bell: bell)
  }

  /// What can be asked of it.
  func endpoints(_ environment: Environment) -> [Endpoint] {
    EndpointsAPI(environment: environment, setup: setup(environment)).endpoints
      + DeliveriesAPI(environment: environment, bell: bell).endpoints
  }

  /// Adds what was sent, and what is left to send, to a page of metrics.
  func write(to page: inout MetricsPage, _ environment: Environment) async {
    metrics.write(to: &page)
    let now = environment.now()
    let found = try? await environment.database.withConnection { connection in
      (try await Deliveries.backlog(at: now, in: connection), try await Endpoints.countDisabled(in: connection))
    }
    guard let (backlog, disabled) = found else { return }
    page.metric("resonance_deliveries_due", .gauge, "Deliveries that are due or on their way.", Double(backlog.due))
    page.metric(
      "resonance_deliveries_oldest_seconds", .gauge, "How long the first of them has been due.",
      max(0, backlog.since.map { (now - $0) / .seconds(1) } ?? 0))
    page.metric("resonance_endpoints_disabled", .gauge, "Endpoints that nothing is sent to.", Double(disabled))
  }
}

extension IPAddress {
  /// The address of 4 or 16 octets; nil for any other number of them.
  fileprivate init?(octets: [UInt8]) {
    func number(_ octets: ArraySlice<UInt8>) -> UInt64 { octets.reduce(0) { $0 << 8 | UInt64($1) } }
    switch octets.count {
    case 4: self.init(v4: UInt32(number(octets[...])))
    case 16: self.init(v6High: number(octets[..<8]), low: number(octets[8...]))
    default: return nil
    }
  }
}
