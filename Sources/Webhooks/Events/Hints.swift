import Referrals
import StrictJSON

/// What a shop passed along with a payment to tell whom it owes it to: a click, codes, its own id of the customer.
struct Hints {
  private(set) var click: Click.ID?
  private(set) var codes: [String] = []
  private(set) var customerID: String?

  /// The most codes that are kept of one event.
  private static let codeCount = 10
  private let program: Program.ID

  init(for recipient: Recipient) { program = recipient.program }

  /// Reads the fields of metadata that are meant for us; the first that tells a thing is believed.
  mutating func read(_ metadata: Payload?) {
    guard let metadata else { return }
    for name in ["rsn_click", "click_id"] { offer(click: metadata.usableText(name)) }
    for name in ["rsn_code", "code"] { offer(code: metadata.usableText(name, limit: Self.codeLimit)) }
    offer(customerID: metadata.usableText("customer_id"))
  }

  /// Reads a name and its value, where metadata is a list of them.
  mutating func read(name: String, _ value: JSON?) {
    read(Payload(members: [JSON.Member(name: name, value: value ?? .null)], path: ""))
  }

  /// Takes a text for the click, if it is one of the program's and there is none yet; whether it is one.
  @discardableResult
  mutating func offer(click text: String?) -> Bool {
    guard let text, let click = Click.ID(text), click.belongs(to: program) else { return false }
    self.click = self.click ?? click
    return true
  }

  /// Takes a text for a code.
  mutating func offer(code text: String?) {
    guard let text, let code = Payload.usable(text, limit: Self.codeLimit), !codes.contains(code),
      codes.count < Self.codeCount
    else { return }
    codes.append(code)
  }

  /// Takes a text for the company's own id of the customer, if there is none yet.
  mutating func offer(customerID text: String?) {
    guard customerID == nil, let text else { return }
    customerID = Payload.usable(text, limit: Limits.externalID)
  }

  /// Whether anything was found that leads to an advocate.
  var leadsSomewhere: Bool { click != nil || !codes.isEmpty }

  /// How long a code may be, in characters.
  private static let codeLimit = 200
}
