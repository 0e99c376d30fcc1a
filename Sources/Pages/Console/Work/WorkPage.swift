import Mustache
package import Referrals

/// Long work: how far it is.
package struct Work: Sendable {
  /// How it stands.
  package enum State: String, Sendable {
    case waiting, underWay = "under way", done, stopped
    case brokenOff = "broken off"

    /// Whether nothing more comes of it.
    package var isOver: Bool {
      switch self {
      case .waiting, .underWay: false
      case .done, .stopped, .brokenOff: true
      }
    }

    var tone: Listing.Tone {
      switch self {
      case .waiting, .underWay: .plain
      case .done: .good
      case .stopped, .brokenOff: .bad
      }
    }
  }

  /// What its pages are named by: `run-3`, `replay-…`.
  package let id: String
  /// What is done.
  package let title: String
  /// By whom, where that is known.
  package let author: String?
  /// When it was begun.
  package let begunAt: Timestamp
  /// How much of it is done.
  package let done: Int
  /// How much it is in all; nil where nobody knows.
  package let total: Int?
  /// What is counted, where it does not go without saying: lines.
  package let unit: String?
  /// How much of it is done, of how much, where that is measured otherwise than counted.
  package let share: (done: Int, total: Int)?
  /// How it stands.
  package let state: State
  /// What came of it so far, in words.
  package let outcome: String
  /// Whether its page has more to read than what is told as it happens.
  package let hasReport: Bool

  /// Work from how far it is.
  package init(
    id: String, title: String, author: String?, begunAt: Timestamp, done: Int, total: Int?, unit: String? = nil,
    share: (done: Int, total: Int)? = nil, state: State, outcome: String, hasReport: Bool = false
  ) {
    self.id = id
    self.title = title
    self.author = author
    self.begunAt = begunAt
    self.done = done
    self.total = total
    self.unit = unit
    self.share = share
    self.state = state
    self.outcome = outcome
    self.hasReport = hasReport
  }

  /// How full its bar is, of how much; nil where nobody knows.
  package var bar: (value: Int, most: Int)? {
    if state == .done { return (1, 1) }
    if let share, share.total > 0 { return (min(share.done, share.total), share.total) }
    return total.map { $0 > 0 ? (min(done, $0), $0) : (0, 1) }
  }

  /// How far it is, in words.
  package func words(for reader: Reader) -> String {
    let counted = unit.map { "\(reader.number(done)) \($0)" }
    switch state {
    case .waiting: return "Waiting for its turn."
    case .done:
      return (total.map { "Done: \(reader.number($0)) of \(reader.number($0))." } ?? counted.map { "Done: \($0)." })
        ?? "Done."
    case .stopped: return "Stopped\(counted.map { " after \($0)" } ?? "")."
    case .brokenOff: return "Broken off\(counted.map { " after \($0)" } ?? "")."
    case .underWay:
      if let counted {
        return bar.map { "\(counted), \(reader.number($0.value * 100 / $0.most)) % of the file." } ?? "\(counted)."
      }
      return total.map { "\(reader.number(done)) of \(reader.number($0))." } ?? "Under way."
    }
  }
}

/// One piece of long work, live.
package struct WorkPage: Sendable {
  private let work: Work
  private let next: (title: String, path: String)
  private let report: Report?

  /// What there is to read of the work besides.
  package struct Report: Sendable {
    let title: String
    let table: Listing
    let file: String

    /// A report from its table, and where that is as a file.
    package init(title: String, table: Listing, file: String) {
      self.title = title
      self.table = table
      self.file = file
    }
  }

  /// A page from the work, and where one goes on.
  package init(_ work: Work, next: (title: String, path: String), report: Report? = nil) {
    self.work = work
    self.next = next
    self.report = report
  }

  private struct Values {
    let tabs: String
    let id: String
    let title: String
    let author: String?
    let begun: Reader.Stamp
    let words: String
    let outcome: String
    let bar: Bar?
    let isOver: Bool
    let nextTitle: String
    let nextPath: String
    let report: Shown?
  }

  private struct Bar {
    let value: Int
    let most: Int
  }

  private struct Shown {
    let title: String
    let table: String
    let foot: String
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    {{{tabs}}}<section class="work"{{^isOver}} data-progress="/console/work/{{id}}/progress"{{/isOver}}>
    <p><progress aria-label="{{title}}"{{#bar}} value="{{value}}" max="{{most}}"{{/bar}}></progress></p>
    <p><strong data-words role="status">{{words}}</strong> <span data-outcome>{{outcome}}</span></p>
    <p class="muted">Begun <time datetime="{{begun.iso}}">{{begun.text}}</time>{{#author}} by {{author}}{{/author}}.{{^isOver}} It goes on whether or not this page is open.{{/isOver}}</p>
    <p class="buttons">{{^isOver}}<a class="button" href="/console/work/{{id}}" data-again>Look again</a>{{/isOver}} <a class="button" href="{{nextPath}}">{{nextTitle}}</a></p>
    </section>
    {{#report}}<section>
    <h2>{{title}}</h2>
    {{{table}}}{{{foot}}}</section>
    {{/report}}
    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    Self.template.render(
      Values(
        tabs: Tabs.webhooks(here: "/console/work").html, id: work.id, title: work.title, author: work.author,
        begun: reader.time(work.begunAt), words: work.words(for: reader), outcome: work.outcome,
        bar: work.bar.map { Bar(value: $0.value, most: $0.most) }, isOver: work.state.isOver, nextTitle: next.title,
        nextPath: next.path,
        report: report.map {
          Shown(title: $0.title, table: $0.table.html(for: reader), foot: ListFoot(next: nil, file: $0.file).html)
        }))
  }
}

extension Work {
  /// Pieces of work as a table.
  package static func table(_ pieces: [Work], for reader: Reader) -> Listing {
    Listing(
      caption: "Work",
      columns: [
        .init("Begun", "begun_at"), .init("What", "work"), .init("State", "state"),
        .init("Done", "done", isNumber: true), .init("Of", "total", isNumber: true), .init("Came of it", "outcome"),
        .init("By", "author"),
      ],
      rows: pieces.map { work in
        .init([
          .time(work.begunAt), .link(work.title, to: "/console/work/\(work.id)"),
          .chip(work.state.rawValue, work.state.tone), .number(work.done),
          work.total.map(Listing.Cell.number) ?? .empty, .text(work.outcome), .text(work.author ?? ""),
        ])
      }, empty: "Nothing that takes long was begun yet: a recount, an import or a replay of many shows here.")
  }
}
