import Mustache

/// How credit is counted: the runs there are, models side by side, and what another way of counting would change.
package struct AttributionPage: Sendable {
  /// A way of counting that can be chosen.
  package struct Model: Sendable {
    let name: String
    let isChosen: Bool

    /// A model by its name.
    package init(_ name: String, isChosen: Bool) {
      self.name = name
      self.isChosen = isChosen
    }
  }

  /// Every run, newest first.
  package var runs: ListTable
  /// What can be chosen.
  package var models: [Model]
  /// What the sliders stand at.
  package var windowDays: String
  /// What the sliders stand at.
  package var halfLifeDays: String
  /// What the choice would change; nil where it could not be worked out, with `fault` saying why.
  package var preview: RecountPreviewPart?
  /// Why there is no preview.
  package var fault: String?
  /// The models side by side.
  package var comparison: ListTable
  /// What the comparison says, and what must not be read into it.
  package var meaning: String
  /// What must not be read into the comparison.
  package var caveat: String
  /// For whom.
  package var reader: Reader

  /// A page from its parts.
  package init(
    runs: ListTable, models: [Model], windowDays: String, halfLifeDays: String, preview: RecountPreviewPart?,
    fault: String?,
    comparison: ListTable, meaning: String, caveat: String, reader: Reader
  ) {
    self.runs = runs
    self.models = models
    self.windowDays = windowDays
    self.halfLifeDays = halfLifeDays
    self.preview = preview
    self.fault = fault
    self.comparison = comparison
    self.meaning = meaning
    self.caveat = caveat
    self.reader = reader
  }

  private static let template = Layout.template(
    """
    <h1>Attribution</h1>
    <section aria-labelledby="try">
    <h2 id="try">Try another way of counting</h2>
    <p class="muted">Shown on the latest conversions. Nothing changes until you recount.</p>
    <form method="get" action="/console/attribution" id="recount" data-preview="/console/attribution/preview">
    <div class="split">
    <label><span>Model</span><select name="model">
    {{#page.models}}<option{{#isChosen}} selected{{/isChosen}}>{{name}}</option>
    {{/page.models}}</select></label>
    <label for="window"><span>Window: <output for="window">{{page.windowDays}}</output> days</span>
    <input type="range" id="window" name="window_days" min="1" max="365" value="{{page.windowDays}}"></label>
    <label for="half-life"><span>Half-life: <output for="half-life">{{page.halfLifeDays}}</output> days</span>
    <input type="range" id="half-life" name="half_life_days" min="1" max="90" step="0.5" value="{{page.halfLifeDays}}">
    <small>What time_decay halves by.</small></label>
    </div>
    <p class="buttons"><button class="button">Preview</button></p>
    </form>
    {{#page.fault}}<p class="error" role="alert">{{page.fault}}</p>
    {{/page.fault}}<div id="preview">{{{preview}}}</div>
    <p id="preview-status" class="hidden-text" role="status"></p>
    </section>
    <section aria-labelledby="runs">
    <h2 id="runs">Runs</h2>
    {{{runs}}}</section>
    <section aria-labelledby="models">
    <h2 id="models">Models side by side</h2>
    <p>{{page.meaning}}</p>
    {{{comparison}}}<p class="muted">{{page.caveat}}</p>
    </section>

    """)

  private struct Values {
    let page: AttributionPage
    let runs: String
    let preview: String
    let comparison: String
  }

  /// The page as HTML, without what the console has around it.
  package var content: String {
    Self.template.render(
      Values(
        page: self, runs: runs.html(for: reader), preview: preview?.html ?? "", comparison: comparison.html(for: reader)
      ))
  }
}
