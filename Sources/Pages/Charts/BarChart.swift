/// Horizontal bars, the values beside them: a table whose rows can be compared at a glance, and so its own alternative.
package struct BarChart: Sendable {
  /// A bar.
  package struct Bar: Sendable {
    /// What it is.
    package let name: String
    /// How long it is; below zero it has no length, and its value still stands beside it.
    package let value: Double
    /// The value in words.
    package let text: String
    /// What there is to add, behind the value.
    package let note: String?
    /// Where its name leads to.
    package let link: String?

    /// A bar from its parts.
    package init(_ name: String, _ value: Double, text: String, note: String? = nil, link: String? = nil) {
      self.name = name
      self.value = value
      self.text = text
      self.note = note
      self.link = link
    }
  }

  private let title: String
  private let bars: [Bar]
  private let tone: Int
  private let headings: (name: String, value: String)

  /// Bars from top to bottom, against the longest of them.
  /// - Parameters:
  ///   - title: what they show: the caption.
  ///   - headings: of the names and of the values.
  package init(title: String, headings: (name: String, value: String), bars: [Bar], tone: Int = 1) {
    self.title = title
    self.headings = headings
    self.bars = bars
    self.tone = tone
  }

  /// The bars as HTML.
  package var html: String {
    let longest = max(bars.map(\.value).max() ?? 0, .leastNonzeroMagnitude)
    let hasNotes = bars.contains { $0.note != nil }
    let rows = bars.map { bar in
      let name = bar.link.map { "<a href=\"\(Markup.text($0))\">\(Markup.text(bar.name))</a>" } ?? Markup.text(bar.name)
      let length = Markup.coordinate(100 * max(bar.value, 0) / longest)
      let note = hasNotes ? "<td class=\"note\">\(Markup.text(bar.note ?? ""))</td>" : ""
      return """
        <tr><th scope="row">\(name)</th><td class="length"><svg width="100%" height="12" aria-hidden="true">\
        <rect class="track" width="100%" height="12" rx="3"/>\
        <rect class="series-\(tone)" width="\(length)%" height="12" rx="3"/></svg></td>\
        <td class="num">\(Markup.text(bar.text))</td>\(note)</tr>

        """
    }
    return """
      <table class="bars"><caption>\(Markup.text(title))</caption>
      <thead class="quiet"><tr><th scope="col">\(Markup.text(headings.name))</th><th></th>\
      <th scope="col" class="num">\(Markup.text(headings.value))</th>\(hasNotes ? "<th></th>" : "")</tr></thead>
      <tbody>
      \(rows.joined())</tbody></table>

      """
  }
}
