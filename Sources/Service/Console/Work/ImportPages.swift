import HTTPServer
import HTTPTypes
import Pages
import Records
import Referrals

/// `/console/work/import`: a file of history is uploaded, and taken in by the service.
struct ImportPages: Sendable {
  var importing: Importing

  static let path = "/console/work/import"

  /// For whom the role is to operate: who may send over the API what happened, may send it as a file.
  var pages: [ConsolePage] {
    [
      ConsolePage(path: Self.path, role: .operate) { visit in try page(for: visit) },
      ConsolePage(method: .post, path: Self.path, role: .operate, takesFile: true, handle: take),
    ]
  }

  @Sendable private func take(_ visit: Visit) async throws -> Response {
    try await visit.submit {
      guard let noun = visit.form["noun"].flatMap({ Import.Noun(rawValue: $0) }) else {
        throw Problem.invalid("noun", "must be one of \(Import.Noun.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      guard let upload = visit.upload else { throw Problem.invalid("file", "is needed: choose one.") }
      let id = try await importing.take(
        noun, upload, length: visit.request.header(.contentLength).flatMap { Int($0) },
        skipsBad: visit.form.isOn("skip_bad"), by: visit.author)
      return visit.redirect(to: "/console/work/\(LongWork.ID.import(id))")
    } again: {
      try page(for: visit, $0)
    }
  }

  private func page(for visit: Visit, _ problem: Problem? = nil) throws -> Response {
    let chosen = visit.form["noun"] ?? visit.query["noun"]
    let form = ConsoleForm(
      action: Self.path, csrf: visit.csrf,
      fields: [
        FormField(
          "noun", "What is in it",
          kind: .choice(Import.Noun.allCases.map { .init($0.rawValue, $0.title, isOn: $0.rawValue == chosen) }),
          hint: "Import them in this order: clicks need their links, and shares their advocates."),
        FormField(
          "skip_bad", "Leave out lines that are wrong", kind: .check(visit.form.isOn("skip_bad")),
          hint: "Otherwise the first of them ends the import; what stands before it is stored."),
        // Last, so that everything is known of it before it comes.
        FormField(
          "file", "File", kind: .file,
          hint: "Of at most \(importing.limitWords): CSV with a header, or a JSON object a line.",
          isRequired: true),
      ], button: "Import"
    ).saying(problem)
    let page = ImportPage(
      form: form,
      fields: Import.Noun.allCases.map { noun in
        .init(title: noun.title, fields: noun.columns.map { .init(name: $0.name, isRequired: $0.isRequired) })
      })
    return visit.page("Import a file", section: .webhooks, content: page.content(for: visit.reader))
  }
}

extension Import.Noun {
  /// What it is called on pages.
  fileprivate var title: String {
    switch self {
    case .people: "People"
    case .links: "Links"
    case .graph: "Social graph"
    case .shares: "Shares"
    case .clicks: "Clicks"
    case .conversions: "Conversions"
    case .reversals: "Reversals"
    }
  }
}
