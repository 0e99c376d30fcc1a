import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals

/// `/console/settings/keys`: keys are made and taken back here.
struct KeysPages: Sendable {
  var environment: Environment

  private static let path = "/console/settings/keys"

  private var setup: KeySetup { KeySetup(environment: environment) }

  var pages: [ConsolePage] {
    [
      ConsolePage(path: Self.path) { visit in try await show(visit) },
      ConsolePage(path: "\(Self.path).csv") { visit in
        .csv(try await page(for: visit).table.csv, name: "keys")
      },
      ConsolePage(method: .post, path: Self.path, role: .admin, handle: make),
      ConsolePage(method: .post, path: "\(Self.path)/revoke", role: .admin, handle: revoke),
    ]
  }

  private func show(_ visit: Visit, making: Problem? = nil, fault: String? = nil) async throws -> Response {
    let page = try await page(for: visit, making: making, fault: fault)
    return visit.page("Keys", section: .settings, content: page.content(for: visit.reader))
  }

  private func page(for visit: Visit, making: Problem? = nil, fault: String? = nil) async throws -> KeysPage {
    let program = visit.program.id
    let keys = try await environment.database.withConnection { try await APIKeys.all(of: program, in: $0) }
    let role = making == nil ? "operate" : visit.form["role"]
    let form = ConsoleForm(
      action: Self.path, csrf: visit.csrf,
      fields: [
        FormField(
          "name", "Name", value: making == nil ? "" : visit.form["name"] ?? "",
          hint: "What it is for: a person, a shop, a job.", isRequired: true),
        FormField(
          "role", "Role",
          kind: .choice(Role.allCases.map { FormField.Choice($0.rawValue, $0.rawValue, isOn: $0.rawValue == role) })),
      ], button: "Make the key"
    ).saying(making)
    return KeysPage(
      rows: keys.map { key in
        .init(
          id: key.id, name: key.name, hint: key.hint, role: key.role, madeAt: key.createdAt, revokedAt: key.revokedAt)
      }, make: visit.mayChange ? form : nil, csrf: visit.csrf, fault: fault)
  }

  @Sendable private func make(_ visit: Visit) async throws -> Response {
    try await visit.submit {
      let made = try await setup.make(Fields(visit.form, ["name": .text, "role": .text]), by: visit.author)
      return visit.page(
        "A new key", section: .settings,
        content: SecretPage(
          title: "A new key", tabs: .settings(here: Self.path),
          message: "\(made.entry.name) has a key with the role \(made.entry.role.rawValue).", label: "Key",
          secret: made.key.text, next: Self.path
        ).content)
    } again: {
      try await show(visit, making: $0)
    }
  }

  @Sendable private func revoke(_ visit: Visit) async throws -> Response {
    try await visit.submit {
      let key = try await setup.revoke(visit.form["key"] ?? "", by: visit.author)
      return visit.redirect(to: Self.path, saying: "\(key.name) …\(key.hint) is taken back.")
    } again: {
      try await show(visit, fault: $0.detail)
    }
  }
}
