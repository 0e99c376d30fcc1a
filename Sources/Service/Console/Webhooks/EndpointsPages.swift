import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals
import StrictJSON

/// `/console/webhooks/endpoints`: an endpoint is made, tried, changed and deleted here.
struct EndpointsPages: Sendable {
  var environment: Environment
  var setup: EndpointSetup
  var replaying: Replaying

  /// For how long somebody who sends a test waits for what comes back.
  private static let patience: Duration = .seconds(4)

  var pages: [ConsolePage] {
    [
      ConsolePage(path: "/console/webhooks/endpoints/new", role: .admin) { page(forNew: $0) },
      ConsolePage(method: .post, path: "/console/webhooks/endpoints/new", role: .admin, handle: make),
      ConsolePage(path: "/console/webhooks/endpoints/{id}") { try await page(for: $0) },
      ConsolePage(method: .post, path: "/console/webhooks/endpoints/{id}", role: .admin, handle: change),
      ConsolePage(method: .post, path: "/console/webhooks/endpoints/{id}/rotate", role: .admin, handle: rotate),
      ConsolePage(method: .post, path: "/console/webhooks/endpoints/{id}/enable", role: .admin) { visit in
        try await toggle(visit, isDisabled: false)
      },
      ConsolePage(method: .post, path: "/console/webhooks/endpoints/{id}/disable", role: .admin) { visit in
        try await toggle(visit, isDisabled: true)
      },
      ConsolePage(method: .post, path: "/console/webhooks/endpoints/{id}/delete", role: .admin, handle: delete),
      ConsolePage(method: .post, path: "/console/webhooks/endpoints/{id}/test", role: .operate, handle: test),
      ConsolePage(method: .post, path: "/console/webhooks/endpoints/{id}/replay", role: .operate, handle: replay),
    ]
  }

  private func fields(url: String, description: String, events: [String]) -> [FormField] {
    [
      FormField(
        "url", "Address", value: url, kind: .address, hint: "Each event is posted here as JSON, signed.",
        isRequired: true),
      FormField("description", "What it is", value: description, hint: "For whoever reads this after you."),
      FormField(
        "events", "Events it is sent",
        kind: .choices(
          EventType.all.filter(\.isOnOffer).map {
            FormField.Choice($0.name, $0.name, isOn: events.contains($0.name))
          })),
    ]
  }

  private func page(forNew visit: Visit, _ problem: Problem? = nil) -> Response {
    let form = ConsoleForm(
      action: "/console/webhooks/endpoints/new", csrf: visit.csrf,
      fields: fields(
        url: visit.form["url"] ?? "", description: visit.form["description"] ?? "",
        events: problem == nil ? ["conversion.created", "credit.changed"] : visit.form.all("events")),
      button: "Add the endpoint"
    ).saying(problem)
    return visit.page(
      "Add an endpoint", section: .webhooks,
      content: FormPage(
        title: "Add an endpoint", tabs: .webhooks(here: "/console/webhooks"),
        intro: "Another system that is to hear of what happens here. Its secret is shown on the next page, once.",
        form: form, back: "/console/webhooks"
      ).content)
  }

  @Sendable private func make(_ visit: Visit) async throws -> Response {
    try await visit.submit {
      let endpoint = try await setup.make(
        Fields(visit.form, ["url": .text, "events": .list, "description": .text]), by: visit.author)
      return secret(of: endpoint, visit, "\(endpoint.url) is added.")
    } again: {
      page(forNew: visit, $0)
    }
  }

  private func secret(of endpoint: Endpoints.Entry, _ visit: Visit, _ message: String) -> Response {
    visit.page(
      "Signing secret", section: .webhooks,
      content: SecretPage(
        title: "Signing secret", tabs: .webhooks(here: "/console/webhooks"),
        message: "\(message) Whoever takes its events checks their signature by this secret.",
        label: "Signing secret", secret: endpoint.secret, next: "/console/webhooks/endpoints/\(endpoint.id)"
      ).content)
  }

  private func page(for visit: Visit, _ problem: Problem? = nil) async throws -> Response {
    let id: Endpoints.ID = try visit.id(of: "endpoint")
    let program = visit.program.id
    let (found, stranded) = try await environment.database.withConnection { connection in
      (
        try await Endpoints.find(id, program: program, in: connection),
        try await Deliveries.stranded(program: program, in: connection)[id] ?? 0
      )
    }
    guard let endpoint = found else { throw Problem.noEndpoint }
    let typed = problem == nil ? nil : visit.form
    let path = "/console/webhooks/endpoints/\(id)"
    func form(_ name: String, _ button: String, _ weight: ConsoleForm.Weight = .plain) -> ConsoleForm {
      ConsoleForm(action: "\(path)/\(name)", csrf: visit.csrf, button: button, weight: weight)
    }
    var forms = EndpointPage.Forms()
    if visit.mayOperate, endpoint.disabledAt == nil {
      forms.test = form("test", "Send a test event", .primary)
      forms.replay = form("replay", "Send what did not arrive")
    }
    if visit.mayChange {
      forms.edit = ConsoleForm(
        action: path, csrf: visit.csrf,
        fields: fields(
          url: typed.map { $0["url"] ?? "" } ?? endpoint.url,
          description: typed.map { $0["description"] ?? "" } ?? endpoint.description ?? "",
          events: typed?.all("events") ?? endpoint.events), button: "Save", weight: .plain
      ).saying(problem)
      forms.rotate = form("rotate", "Make a new secret")
      forms.toggle =
        endpoint.disabledAt == nil ? form("disable", "Switch it off") : form("enable", "Switch it on again", .primary)
      forms.delete = form("delete", "Delete it", .danger)
    }
    let page = EndpointPage(
      WebhooksPage.EndpointRow(endpoint, stranded: stranded), failingSince: endpoint.failingSince,
      disabledAt: endpoint.disabledAt,
      formerUntil: endpoint.formerSecretUntil.flatMap { environment.now() < $0 ? $0 : nil }, forms: forms)
    return visit.page(endpoint.url, section: .webhooks, content: page.content(for: visit.reader))
  }

  @Sendable private func change(_ visit: Visit) async throws -> Response {
    try await visit.submit {
      let endpoint = try await setup.change(
        visit.id(of: "endpoint"),
        Fields(visit.form, ["url": .text, "events": .list, "description": .clearable]), by: visit.author)
      return visit.redirect(to: "/console/webhooks/endpoints/\(endpoint.id)", saying: "Saved.")
    } again: {
      try await page(for: visit, $0)
    }
  }

  @Sendable private func rotate(_ visit: Visit) async throws -> Response {
    let endpoint = try await setup.rotate(visit.id(of: "endpoint"), by: visit.author)
    return secret(of: endpoint, visit, "\(endpoint.url) has a new secret. For 24 hours the one before signs too.")
  }

  private func toggle(_ visit: Visit, isDisabled: Bool) async throws -> Response {
    let endpoint = try await setup.change(
      visit.id(of: "endpoint"), Fields(.empty, ["disabled": .fixed(.bool(isDisabled))]), by: visit.author)
    return visit.redirect(
      to: "/console/webhooks/endpoints/\(endpoint.id)",
      saying: isDisabled
        ? "It is switched off, and goes on collecting." : "It is switched on. What it has collected can be sent now.")
  }

  @Sendable private func delete(_ visit: Visit) async throws -> Response {
    try await setup.delete(visit.id(of: "endpoint"), by: visit.author)
    return visit.redirect(to: "/console/webhooks", saying: "The endpoint is deleted.")
  }

  /// Sends a test, waits a little for what comes back, and shows it.
  @Sendable private func test(_ visit: Visit) async throws -> Response {
    let program = visit.program.id
    let delivery = try await setup.test(visit.id(of: "endpoint"), program: program)
    let clock = ContinuousClock()
    let end = clock.now + Self.patience
    while clock.now < end {
      try await Task.sleep(for: .milliseconds(50))
      let attempts = try await environment.database.withConnection { connection in
        try await Deliveries.attempts(of: delivery.id, program: program, in: connection)
      }
      if !attempts.isEmpty { break }
    }
    return visit.redirect(to: "/console/webhooks/sent/\(delivery.id)")
  }

  @Sendable private func replay(_ visit: Visit) async throws -> Response {
    let id: Endpoints.ID = try visit.id(of: "endpoint")
    let program = visit.program.id
    let endpoint = try await environment.database.transaction { connection in
      try await EndpointSetup.enabled(id, program: program, in: connection)
    }
    let replay = try await replaying.outgoing(
      to: id, called: "what did not arrive at \(endpoint.url)", by: visit.author)
    guard let replay else {
      return visit.redirect(to: "/console/webhooks/endpoints/\(id)", saying: "Everything has arrived there.")
    }
    return visit.redirect(to: "/console/work/replay-\(replay.id)")
  }
}
