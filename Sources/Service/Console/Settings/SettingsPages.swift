import HTTPServer
import HTTPTypes
import Pages
import Postgres
import QRCode
import Records
import Referrals
import StrictJSON

/// `/console/settings`: the program and how its revenue is credited.
struct SettingsPages: Sendable {
  var environment: Environment

  private static let path = "/console/settings"

  var pages: [ConsolePage] {
    [
      ConsolePage(path: Self.path) { try await page(for: $0) },
      ConsolePage(method: .post, path: Self.path, role: .admin, handle: change),
      ConsolePage(method: .post, path: "\(Self.path)/recount", role: .operate, handle: recount),
    ]
  }

  private func page(for visit: Visit, _ problem: Problem? = nil) async throws -> Response {
    let program = visit.program
    let runs = try await environment.database.withConnection { connection in
      try await Runs.all(program: program.id, in: connection)
    }
    var form = ConsoleForm(
      action: Self.path, csrf: visit.csrf, fields: fields(program, typed: problem == nil ? nil : visit.form),
      button: "Save"
    ).saying(problem)
    form.isWide = true
    let recount = ConsoleForm(action: "\(Self.path)/recount", csrf: visit.csrf, button: "Recount now")
    let address = "\(environment.address.url)/join/\(program.id)"
    let code = try QRCode(address)
    let page = SettingsPage(
      program: program, join: .init(address, qr: QRPicture(size: code.size, isDark: code.isDark)),
      form: visit.mayChange ? form : nil, recount: visit.mayOperate ? recount : nil,
      pending: pending(program, runs, for: visit.reader))
    return visit.page("Settings", section: .settings, content: page.content(for: visit.reader))
  }

  /// What reports count by, where that is not what the program says.
  private func pending(_ program: Program, _ runs: [Runs.Entry], for reader: Reader) -> SettingsPage.Pending? {
    guard let current = runs.first(where: \.isCurrent), current.attribution != program.attribution else { return nil }
    let differences = zip(current.attribution.words(for: reader), program.attribution.words(for: reader))
      .filter { $0.value != $1.value }.map { "\($0.name): \($0.value); the settings say \($1.value)" }
    let counting = runs.first { !$0.isLive && $0.attribution == program.attribution }
    return SettingsPage.Pending(
      run: current.run, differences: differences, counting: counting.map { "/console/work/run-\($0.run)" })
  }

  private func fields(_ program: Program, typed: FormFields?) -> [FormField] {
    let settings = program.attribution
    func value(_ name: String, _ current: String) -> String { typed.map { $0[name] ?? "" } ?? current }
    func number(_ name: String, _ label: String, _ current: String, unit: String, hint: String? = nil) -> FormField {
      FormField(name, label, value: value(name, current), kind: .number(unit: unit), hint: hint)
    }
    let model = value("model", settings.model)
    let joining = value("joining", program.joining.rawValue)
    let shares = settings.position.shares.map(Self.digits)
    return [
      FormField("name", "Name", value: value("name", program.name), isRequired: true),
      FormField(
        "destination", "Where links lead", value: value("destination", program.destination), kind: .address,
        hint: "Those that have no destination of their own.", isRequired: true),
      FormField(
        "joining", "Becoming an advocate",
        kind: .choice(
          Joining.allCases.map { FormField.Choice($0.rawValue, Self.words(for: $0), isOn: $0.rawValue == joining) }),
        hint: "By themselves, on the page below."),
      FormField(
        "model", "Model", kind: .choice(ProgramSetup.models.map { FormField.Choice($0, $0, isOn: $0 == model) }),
        hint: "How revenue is split over those who had a part in it."),
      number(
        "window_days", "Window", String(settings.windowDays), unit: "days",
        hint: "How long before a conversion a touch counts."),
      number(
        "half_life_days", "Half-life", Self.digits(settings.halfLifeDays), unit: "days",
        hint: "Under time_decay, after how long a touch counts half."),
      number(
        "position_first", "First touch", shares[0], unit: "part of 1",
        hint: "Under position_based. The three add up to 1."),
      number("position_middle", "Those between", shares[1], unit: "part of 1"),
      number("position_last", "Last touch", shares[2], unit: "part of 1"),
      number(
        "chain_share", "Passed up to the recruiter", Self.digits(settings.chainShare), unit: "part of 1",
        hint: "Of every credit: 0.1 is a tenth."),
      number(
        "renewal_months", "Renewals are credited for", settings.renewalMonths.map(String.init) ?? "", unit: "months",
        hint: "After a subscription’s first sale. 0 for the first sale only, nothing for ever."),
      number(
        "exposure_hops", "Shares are seen within", String(settings.exposureHops), unit: "hops",
        hint: "How far from an advocate somebody counts as having seen a share."),
      number(
        "exposure_weight", "A journey’s exposures weigh", Self.digits(settings.exposureWeight), unit: "part of a click"),
      number(
        "exposure_share", "Exposures alone get at most", Self.digits(settings.exposureShare), unit: "part of 1"),
      FormField(
        "preview.title", "Where a link is shared, networks show",
        value: value("preview.title", program.preview?.title ?? ""),
        hint: "A heading. With nothing here they show the page that the link leads to."),
      FormField(
        "preview.description", "And below it",
        value: value("preview.description", program.preview?.description ?? ""), hint: "A sentence or two."),
      FormField(
        "preview.image", "With a picture", value: value("preview.image", program.preview?.image ?? ""), kind: .address,
        hint: "Its address."),
      FormField(
        "share_subject", "What heads their e-mails", value: value("share_subject", program.shareSubject?.text ?? ""),
        hint: "With {program} and {name}. With nothing here, the program’s name."),
      FormField(
        "share_text", "What advocates find ready to share",
        value: value("share_text", program.shareText?.text ?? ""), kind: .lines(limit: Limits.shareWords),
        hint:
          "{link} is where their link goes, which else follows; {program} the program’s name, {name} their first name. With nothing here: \(ShareWords.usual.text)"
      ),
    ]
  }

  private static func words(for joining: Joining) -> String {
    switch joining {
    case .open: "Open: whoever likes"
    case .closed: "Closed: nobody new"
    }
  }

  /// A number as one types it.
  private static func digits(_ number: Double) -> String {
    number == number.rounded() && number.magnitude < 1e9 ? String(Int(number)) : String(number)
  }

  @Sendable private func change(_ visit: Visit) async throws -> Response {
    try await visit.submit {
      let attribution = try visit.form.attribution(changing: visit.program.attribution)
      let fields = try Fields(
        visit.form,
        [
          "name": .fixed(.string(visit.form["name"] ?? "")),
          "destination": .fixed(.string(visit.form["destination"] ?? "")), "attribution": .fixed(attribution.json),
          "preview": .fixed(Self.preview(visit.form)), "joining": .text, "share_text": .clearable,
          "share_subject": .clearable,
        ])
      let program = try await ProgramSetup.change(fields, environment: environment, by: visit.author)
      return visit.redirect(
        to: Self.path,
        saying: program.attribution == visit.program.attribution
          ? "Saved." : "Saved. A recount makes it take effect in reports.")
    } again: {
      try await page(for: visit, $0)
    }
  }

  /// What networks are to show, as the API takes it; null where nothing was typed.
  private static func preview(_ form: FormFields) -> JSON {
    let members = ["title", "description", "image"].compactMap { name in
      form["preview.\(name)"].map { JSON.Member(name: name, value: .string($0)) }
    }
    return members.isEmpty ? .null : .object(members)
  }

  @Sendable private func recount(_ visit: Visit) async throws -> Response {
    let now = environment.now()
    let run = try await environment.database.transaction { connection in
      try await Recount.begin(
        visit.program.attribution, becomesCurrent: true, by: visit.author, maySet: visit.mayChange, at: now,
        in: connection)
    }
    return visit.redirect(to: "/console/work/run-\(run.run)")
  }
}
