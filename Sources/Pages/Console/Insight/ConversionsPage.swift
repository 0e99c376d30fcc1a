import Mustache

/// Every conversion, with what became of its revenue.
package struct ConversionsPage: Sendable {
  /// What is asked for, as it stands in the form.
  package struct Filter: Sendable {
    /// The beginning of an external id.
    package var text = ""
    /// A customer's external id.
    package var customer = ""
    /// What happened; empty for anything.
    package var type = ""
    /// Whose doing; empty for anybody's.
    package var kind = ""
    /// The code of a currency; empty for any.
    package var currency = ""
    /// The first day.
    package var from = ""
    /// The last day.
    package var to = ""
    /// Only those that came with neither click, code nor customer.
    package var isUntraced = false

    /// All of them.
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
    let filter: Filter
    let types: [Choice]
    let kinds: [Choice]
    let table: String
  }

  private static let template = Layout.template(
    """
    <h1>Conversions</h1>
    <form method="get" action="/console/conversions" class="filter" role="search">
    <label class="short"><span>Id begins with</span><input type="search" name="q" value="{{filter.text}}" maxlength="300"></label>
    <label class="short"><span>Customer’s id</span><input name="customer" value="{{filter.customer}}" maxlength="300"></label>
    <label class="short"><span>From</span><input type="date" name="from" value="{{filter.from}}"></label>
    <label class="short"><span>To</span><input type="date" name="to" value="{{filter.to}}"></label>
    <label class="short"><span>What</span><select name="type">{{#types}}<option value="{{value}}"{{#isHere}} selected{{/isHere}}>{{title}}</option>{{/types}}</select></label>
    <label class="short"><span>Credit</span><select name="kind">{{#kinds}}<option value="{{value}}"{{#isHere}} selected{{/isHere}}>{{title}}</option>{{/kinds}}</select></label>
    <label class="tiny"><span>Currency</span><input name="currency" value="{{filter.currency}}" maxlength="3" size="4" placeholder="any"></label>
    {{#filter.isUntraced}}<label class="check"><input type="checkbox" name="untraced" checked><span>Untraced only</span></label>
    {{/filter.isUntraced}}<button class="button">Show</button>
    </form>
    {{#filter.isUntraced}}<p class="notice">These came with neither click, code nor customer, so that nobody can be
    credited. Have your shop send <code>rsn_click</code> of the landing page’s address along, or who bought.</p>
    {{/filter.isUntraced}}<section>
    {{{table}}}</section>

    """)

  /// The page as HTML, without what the console has around it.
  package var content: String {
    func choices(_ values: [(String, String)], _ chosen: String) -> [Choice] {
      values.map { Choice(value: $0.0, title: $0.1, isHere: $0.0 == chosen) }
    }
    return Self.template.render(
      Values(
        filter: filter,
        types: choices(
          [("", "Anything"), ("lead", "Leads"), ("signup", "Signups"), ("sale", "Sales"), ("renewal", "Renewals")],
          filter.type),
        kinds: choices(
          [
            ("", "Anybody’s"), ("direct", "Direct"), ("exposure", "Exposure"), ("chain", "Chain"),
            ("unattributed", "Unattributed"),
          ], filter.kind), table: table.html(for: reader)))
  }
}
