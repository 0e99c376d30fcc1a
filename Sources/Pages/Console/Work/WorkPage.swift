import Mustache
package import Referrals

/// Long work: how far it is.
package struct Work: Sendable {
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
  /// Whether it is over.
  package let isDone: Bool
  /// What came of it so far, in words.
  package let outcome: String

  /// Work from how far it is.
  package init(
    id: String, title: String, author: String?, begunAt: Timestamp, done: Int, total: Int?, isDone: Bool,
    outcome: String
  ) {
    self.id = id
    self.title = title
    self.author = author
    self.begunAt = begunAt
    self.done = done
    self.total = total
    self.isDone = isDone
    self.outcome = outcome
  }

  /// How far it is, in words.
  package func words(for reader: Reader) -> String {
    if isDone { return total.map { "Done: \(reader.number($0)) of \(reader.number($0))." } ?? "Done." }
    guard let total else { return "Under way." }
    return "\(reader.number(done)) of \(reader.number(total))."
  }
}

/// One piece of long work, live.
package struct WorkPage: Sendable {
  private let work: Work
  private let next: (title: String, path: String)

  /// A page from the work, and where one goes on.
  package init(_ work: Work, next: (title: String, path: String)) {
    self.work = work
    self.next = next
  }

  private struct Values {
    let tabs: String
    let id: String
    let title: String
    let author: String?
    let begun: Reader.Stamp
    let words: String
    let outcome: String
    let done: Int
    let total: Int?
    let isDone: Bool
    let nextTitle: String
    let nextPath: String
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    {{{tabs}}}<section class="work"{{^isDone}} data-progress="/console/work/{{id}}/progress"{{/isDone}}>
    <p><progress aria-label="{{title}}"{{#total}} value="{{done}}" max="{{total}}"{{/total}}></progress></p>
    <p><strong data-words role="status">{{words}}</strong> <span data-outcome>{{outcome}}</span></p>
    <p class="muted">Begun <time datetime="{{begun.iso}}">{{begun.text}}</time>{{#author}} by {{author}}{{/author}}. It goes on whether or not this page is open.</p>
    <p class="buttons">{{^isDone}}<a class="button" href="/console/work/{{id}}" data-again>Look again</a>{{/isDone}} <a class="button" href="{{nextPath}}">{{nextTitle}}</a></p>
    </section>

    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    Self.template.render(
      Values(
        tabs: Tabs.webhooks(here: "/console/work").html, id: work.id, title: work.title, author: work.author,
        begun: reader.time(work.begunAt), words: work.words(for: reader), outcome: work.outcome,
        done: work.isDone ? work.total ?? 1 : work.done, total: work.total == 0 ? 1 : work.total,
        isDone: work.isDone, nextTitle: next.title, nextPath: next.path))
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
          .chip(work.isDone ? "done" : "under way", work.isDone ? .good : .plain), .number(work.done),
          work.total.map(Listing.Cell.number) ?? .empty, .text(work.outcome), .text(work.author ?? ""),
        ])
      }, empty: "Nothing that takes long was begun yet: a recount or a replay of many shows here.")
  }
}
