import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals
import StrictJSON
import Webhooks

/// `/console/webhooks/sources`: a source is made, changed and removed here.
struct SourcesPages: Sendable {
  var environment: Environment
  var setup: SourceSetup
  var replaying: Replaying

  var pages: [ConsolePage] {
    [
      ConsolePage(path: "/console/webhooks/sources/new", role: .admin) { page(forNew: $0) },
      ConsolePage(method: .post, path: "/console/webhooks/sources/new", role: .admin, handle: make),
      ConsolePage(path: "/console/webhooks/sources/{id}") { try await page(for: $0) },
      ConsolePage(method: .post, path: "/console/webhooks/sources/{id}", role: .admin, handle: change),
      ConsolePage(method: .post, path: "/console/webhooks/sources/{id}/rotate", role: .admin, handle: rotate),
      ConsolePage(method: .post, path: "/console/webhooks/sources/{id}/remove", role: .admin, handle: remove),
      ConsolePage(method: .post, path: "/console/webhooks/sources/{id}/replay", role: .operate, handle: replay),
    ]
  }

  private func page(forNew visit: Visit, _ problem: Problem? = nil) -> Response {
    let typed = visit.form
    let form = ConsoleForm(
      action: "/console/webhooks/sources/new", csrf: visit.csrf,
      fields: [
        FormField(
          "provider", "Provider",
          kind: .choice(
            Providers.all.map { FormField.Choice($0.name, $0.title, isOn: $0.name == typed["provider"]) })),
        FormField("name", "Name", value: typed["name"] ?? "", hint: "What you call it, if you have several."),
        FormField(
          "secret", "Signing secret", kind: .secret,
          hint: "As the provider shows it. It is kept to check signatures, and not shown again.", isRequired: true),
        FormField(
          "accepts_test", "Count the provider’s test events like others", kind: .check(typed.isOn("accepts_test")),
          hint: "For trying things out. If not, they are kept apart, with what they would have done."),
      ], button: "Add the source"
    ).saying(problem)
    return visit.page(
      "Add a source", section: .webhooks,
      content: FormPage(
        title: "Add a source", tabs: .webhooks(here: "/console/webhooks"),
        intro: "A shop or payment system that tells of sales. The next page has the address to enter there.",
        form: form, back: "/console/webhooks"
      ).content)
  }

  @Sendable private func make(_ visit: Visit) async throws -> Response {
    try await visit.submit {
      let source = try await setup.make(
        Fields(
          visit.form, ["provider": .text, "secret": .text, "name": .text, "accepts_test": .flag]), by: visit.author)
      return visit.redirect(
        to: "/console/webhooks/sources/\(source.id)", saying: "\(source.title) is added. Enter its address there.")
    } again: {
      page(forNew: visit, $0)
    }
  }

  private func page(
    for visit: Visit, editing: Problem? = nil, rotating: Problem? = nil
  ) async throws -> Response {
    let id: Source.ID = try visit.id(of: "source")
    let program = visit.program.id
    let (source, parked) = try await environment.database.withConnection { connection in
      (
        try await SourceSetup.find(id, program: program, in: connection),
        try await Inbox.parked(program: program, in: connection)[id] ?? 0
      )
    }
    let path = "/console/webhooks/sources/\(id)"
    let typed = editing == nil ? nil : visit.form
    let edit = ConsoleForm(
      action: path, csrf: visit.csrf,
      fields: [
        FormField("name", "Name", value: typed.map { $0["name"] ?? "" } ?? source.name ?? ""),
        FormField(
          "accepts_test", "Count the provider’s test events like others",
          kind: .check(typed?.isOn("accepts_test") ?? source.acceptsTest)),
      ], button: "Save", weight: .plain
    ).saying(editing)
    let rotate = ConsoleForm(
      action: "\(path)/rotate", csrf: visit.csrf,
      fields: [
        FormField("secret", "New signing secret", kind: .secret, isRequired: true),
        FormField(
          "overlap_hours", "Accept the secret before for",
          value: rotating == nil ? String(SourceSetup.overlapHours) : visit.form["overlap_hours"] ?? "",
          kind: .number(unit: "hours"), hint: "So that no delivery is lost meanwhile."),
      ], button: "Use the new secret", weight: .plain
    ).saying(rotating)
    let replay = ConsoleForm(
      action: "\(path)/replay", csrf: visit.csrf, button: "Replay all that are parked", weight: .plain)
    let remove = ConsoleForm(action: "\(path)/remove", csrf: visit.csrf, button: "Remove it", weight: .danger)
    let page = SourcePage(
      id: id.description, title: source.title, provider: Providers.named(source.provider)?.title ?? source.provider,
      address: setup.url(of: source), madeAt: source.createdAt,
      formerUntil: source.former.flatMap { environment.now() < $0.until ? $0.until : nil }, parked: parked,
      edit: visit.mayChange ? edit : nil, rotate: visit.mayChange ? rotate : nil,
      remove: visit.mayChange ? remove : nil, replay: visit.mayOperate ? replay : nil)
    return visit.page(source.title, section: .webhooks, content: page.content(for: visit.reader))
  }

  @Sendable private func change(_ visit: Visit) async throws -> Response {
    try await visit.submit {
      let source = try await setup.update(
        visit.id(of: "source"), Fields(visit.form, ["name": .clearable, "accepts_test": .flag]), by: visit.author)
      return visit.redirect(to: "/console/webhooks/sources/\(source.id)", saying: "Saved.")
    } again: {
      try await page(for: visit, editing: $0)
    }
  }

  @Sendable private func rotate(_ visit: Visit) async throws -> Response {
    try await visit.submit {
      let source = try await setup.rotate(
        visit.id(of: "source"), Fields(visit.form, ["secret": .text, "overlap_hours": .integer]), by: visit.author)
      return visit.redirect(to: "/console/webhooks/sources/\(source.id)", saying: "The new secret is in use.")
    } again: {
      try await page(for: visit, rotating: $0)
    }
  }

  @Sendable private func remove(_ visit: Visit) async throws -> Response {
    let source = try await setup.remove(visit.id(of: "source"), by: visit.author)
    return visit.redirect(to: "/console/webhooks", saying: "\(source.title) is removed.")
  }

  @Sendable private func replay(_ visit: Visit) async throws -> Response {
    let id: Source.ID = try visit.id(of: "source")
    let program = visit.program.id
    let source = try await environment.database.withConnection {
      try await SourceSetup.find(id, program: program, in: $0)
    }
    let replay = try await replaying.incoming(
      of: id, called: "all parked deliveries of \(source.title)", by: visit.author)
    guard let replay else {
      return visit.redirect(to: "/console/webhooks/sources/\(id)", saying: "Nothing of it is parked any more.")
    }
    return visit.redirect(to: "/console/work/replay-\(replay.id)")
  }
}

extension Provider {
  /// What people call it.
  var title: String {
    switch name {
    case "stripe": "Stripe"
    case "shopify": "Shopify"
    case "woocommerce": "WooCommerce"
    case "github": "GitHub"
    case "standard": "Standard Webhooks"
    default: name.prefix(1).uppercased() + name.dropFirst()
    }
  }
}
