import Mustache
import Referrals

/// A form with an advocate's words and a button for each place where they can share them.
struct OwnWords: Sendable {
  private let path: String
  private let words: String
  private let fault: String?
  private let hasPlace: Bool
  private let length: Int
  private let places: [Place]

  private struct Place {
    let channel: String
    let title: String
    /// What opens in a program beside the browser, or goes on within the service, needs no window of its own.
    let isHere: Bool
  }

  /// A form with these words.
  /// - Parameters:
  ///   - path: where the advocate's page is.
  ///   - fault: what is wrong with the words; nil for nothing.
  init(_ words: String, path: String, fault: String? = nil) {
    self.path = path
    self.words = words
    self.fault = fault
    hasPlace = words.contains(ShareWords.Place.link.text)
    length = Limits.sharedWords
    places = ShareNetwork.allCases.filter { $0 != .sheet }
      .map { Place(channel: $0.rawValue, title: $0.title, isHere: $0 == .email) }
  }

  private static let template = Layout.template(
    """
    <form method="post" action="{{path}}/share" class="stack words" target="_blank" rel="noopener noreferrer">
    <label for="words"><span>Your words</span>
    <textarea id="words" name="text" rows="4" maxlength="{{length}}" aria-describedby="words-hint{{#fault}} words-fault" \
    aria-invalid="true{{/fault}}">
    {{words}}</textarea>
    <small id="words-hint">{{#hasPlace}}Where it says {link}, your link will be.{{/hasPlace}}{{^hasPlace}}Your link \
    follows them.{{/hasPlace}} Change them as you like. Facebook and LinkedIn show none: they take theirs from the page \
    that the link leads to.</small></label>
    {{#fault}}<p class="error" id="words-fault" role="alert">{{fault}}</p>
    {{/fault}}<ul class="networks">
    {{#places}}<li><button class="button" name="network" value="{{channel}}"{{#isHere}} formtarget="_self"{{/isHere}}>\
    {{title}}</button></li>
    {{/places}}</ul>
    </form>

    """)

  /// The form as HTML.
  var html: String { Self.template.render(self) }
}

/// Where an advocate types their words again that could not be shared.
package struct OwnWordsPage: Sendable {
  private let program: String
  private let path: String
  private let form: String

  /// A page from the words and what is wrong with them.
  /// - Parameters:
  ///   - program: the program's name.
  ///   - path: where the advocate's page is.
  package init(program: String, path: String, words: String, fault: String) {
    self.program = program
    self.path = path
    form = OwnWords(words, path: path, fault: fault).html
  }

  private static let template = Layout.template(
    """
    <h1>Share {{program}}</h1>
    {{{form}}}<p><a href="{{path}}">Back to your page</a></p>

    """)

  /// The page as HTML.
  package var html: String { Layout.page(title: "Share \(program)", content: Self.template.render(self)) }
}
