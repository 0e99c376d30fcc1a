import Mustache

/// Everybody who shares, with what it came to.
package struct AdvocatesPage: Sendable {
  /// What is asked for, as it stands in the form.
  package struct Filter: Sendable {
    /// Part of a name, an e-mail or an external id.
    package var text = ""
    /// A campaign or a channel.
    package var campaign = ""
    /// How many days.
    package var days = 30
    /// The code of the currency that amounts are in.
    package var currency = ""
    /// Between which currencies one can choose.
    package var currencies: [String] = []
    /// By what the table is ordered.
    package var order = ""

    /// Everybody.
    package init() {}
  }

  private let filter: Filter
  private let table: ListTable
  private let reader: Reader

  /// A page from what is asked for and what there is.
  package init(_ filter: Filter, table: ListTable, reader: Reader) {
    self.filter = filter
    self.table = table
    self.reader = reader
  }

  private struct Choice {
    let value: String
    let title: String
    let isHere: Bool
  }

  private struct Values {
    let text: String
    let campaign: String
    let order: String
    let days: [Choice]
    let currencies: [Choice]
    let hasCurrencies: Bool
    let table: String
  }

  private static let template = Layout.template(
    """
    <h1>Advocates</h1>
    <form method="get" action="/console/advocates" class="filter" role="search">
    <label><span>Name, e-mail or id</span><input type="search" name="q" value="{{text}}" maxlength="200"></label>
    <label><span>Campaign or channel</span><input name="campaign" value="{{campaign}}" maxlength="200"></label>
    <label class="short"><span>Days</span><select name="days">{{#days}}<option value="{{value}}"{{#isHere}} selected{{/isHere}}>{{title}}</option>{{/days}}</select></label>
    {{#hasCurrencies}}<label class="short"><span>Currency</span><select name="currency">{{#currencies}}<option{{#isHere}} selected{{/isHere}}>{{value}}</option>{{/currencies}}</select></label>
    {{/hasCurrencies}}<input type="hidden" name="order" value="{{order}}">
    <button class="button">Show</button>
    </form>
    <section>
    {{{table}}}</section>

    """)

  /// The page as HTML, without what the console has around it.
  package var content: String {
    Self.template.render(
      Values(
        text: filter.text, campaign: filter.campaign, order: filter.order,
        days: [7, 30, 90, 365].map { Choice(value: "\($0)", title: "\($0) days", isHere: $0 == filter.days) },
        currencies: filter.currencies.map { Choice(value: $0, title: $0, isHere: $0 == filter.currency) },
        hasCurrencies: filter.currencies.count > 1, table: table.html(for: reader)))
  }
}
