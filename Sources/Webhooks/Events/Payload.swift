import Referrals
import StrictJSON

/// An object of a body, and where in the body it is: reads fields, and names the one that is not of its form.
///
/// What is null counts as absent, as providers mean it.
struct Payload: Sendable {
  /// The object's members.
  let members: [JSON.Member]
  /// What comes before a field's name in messages: `data.object.`.
  let path: String

  /// The object that a body is.
  init(body: [UInt8]) throws(Rejection) {
    let json: JSON
    do throws(JSON.Malformed) {
      json = try JSON(parsing: body)
    } catch {
      throw .notJSON(error.description)
    }
    guard case .object(let members) = json else {
      throw .unusable(field: "body", reason: "must be an object, and is \(json.kind).")
    }
    self.init(members: members, path: "")
  }

  init(members: [JSON.Member], path: String) {
    self.members = members
    self.path = path
  }

  /// A field; `nil` where it is absent.
  subscript(name: String) -> JSON? {
    // Most names differ in length, which is quick to see.
    let length = name.utf8.count
    for member in members where member.name.utf8.count == length && member.name == name {
      // Spelled out, since a bare nil is JSON's null here.
      return member.value == .null ? Optional<JSON>.none : member.value
    }
    return nil
  }

  /// A rejection that names a field.
  func unusable(_ name: String, _ reason: String) -> Rejection { .unusable(field: path + name, reason: reason) }

  /// A rejection for want of a field.
  func missing(_ name: String) -> Rejection { unusable(name, "is required.") }

  private func wrong(_ name: String, _ value: JSON, _ wanted: String) -> Rejection {
    unusable(name, "must be \(wanted), and is \(value.kind).")
  }

  /// Text, if there.
  func optionalText(_ name: String) throws(Rejection) -> String? {
    switch self[name] {
    case nil: nil
    case .string(let text): text
    case .some(let value): throw wrong(name, value, "a string")
    }
  }

  /// Text that has to be there and not be empty.
  func text(_ name: String) throws(Rejection) -> String {
    guard let text = try optionalText(name) else { throw missing(name) }
    guard !text.isEmpty else { throw unusable(name, "must not be empty.") }
    return text
  }

  /// A whole number, if there.
  func optionalInteger(_ name: String) throws(Rejection) -> Int64? {
    switch self[name] {
    case nil: nil
    case .integer(let number): number
    case .number: throw unusable(name, "must be an integer, and is too large or has a fraction.")
    case .some(let value): throw wrong(name, value, "an integer")
    }
  }

  /// A whole number that has to be there.
  func integer(_ name: String) throws(Rejection) -> Int64 {
    guard let number = try optionalInteger(name) else { throw missing(name) }
    return number
  }

  /// True or false, if there.
  func optionalFlag(_ name: String) throws(Rejection) -> Bool? {
    switch self[name] {
    case nil: nil
    case .bool(let flag): flag
    case .some(let value): throw wrong(name, value, "true or false")
    }
  }

  /// An object, if there. An empty array counts as an empty object: some serializers know no difference.
  func optionalObject(_ name: String) throws(Rejection) -> Payload? {
    switch self[name] {
    case nil, .array([]): nil
    case .object(let members): Payload(members: members, path: "\(path)\(name).")
    case .some(let value): throw wrong(name, value, "an object")
    }
  }

  /// An object that has to be there.
  func object(_ name: String) throws(Rejection) -> Payload {
    guard let object = try optionalObject(name) else { throw missing(name) }
    return object
  }

  /// The elements of an array; none where it is absent.
  func elements(_ name: String) throws(Rejection) -> [JSON] {
    switch self[name] {
    case nil: []
    case .array(let elements): elements
    case .some(let value): throw wrong(name, value, "an array")
    }
  }

  /// The elements of an array of objects; none where it is absent.
  func objects(_ name: String) throws(Rejection) -> [Payload] {
    var objects: [Payload] = []
    for (index, element) in try elements(name).enumerated() {
      guard case .object(let members) = element else { throw wrong("\(name)[\(index)]", element, "an object") }
      objects.append(Payload(members: members, path: "\(path)\(name)[\(index)]."))
    }
    return objects
  }
}

extension Payload {
  /// An id, if there: text or a whole number, as text. Ids become keys, so they have the limit of external ids.
  func optionalID(_ name: String, limit: Int = Limits.externalID) throws(Rejection) -> String? {
    switch self[name] {
    case nil: nil
    case .integer(let number): String(number)
    case .string(let text): try id(text, name, limit: limit)
    case .some(let value): throw wrong(name, value, "an id")
    }
  }

  /// An id that has to be there.
  func id(_ name: String, limit: Int = Limits.externalID) throws(Rejection) -> String {
    guard let id = try optionalID(name, limit: limit) else { throw missing(name) }
    return id
  }

  /// How long the id of a shop's order or customer may be, which is a number in all but name, so that a key made of it
  /// is not too long.
  static let shopIDLimit = 40

  /// The id of something that is told by its id or, expanded, as an object with its id; if there.
  func optionalReference(_ name: String) throws(Rejection) -> String? {
    guard case .object(let members) = self[name] else { return try optionalID(name) }
    return try Payload(members: members, path: "\(path)\(name).").optionalID("id")
  }

  private func id(_ text: String, _ name: String, limit: Int) throws(Rejection) -> String {
    guard !text.isEmpty else { throw unusable(name, "must not be empty.") }
    guard text.unicodeScalars.count <= limit else {
      throw unusable(name, "must be at most \(limit) characters long.")
    }
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw unusable(name, "must not contain control characters.")
    }
    return text
  }

  /// A currency of ISO 4217.
  func currency(_ name: String) throws(Rejection) -> Currency {
    guard let currency = Currency(try text(name)) else {
      throw unusable(name, "must be a currency code of ISO 4217, such as EUR.")
    }
    return currency
  }

  /// A moment in seconds since the Unix epoch, if there.
  func optionalSeconds(_ name: String) throws(Rejection) -> Timestamp? {
    guard let seconds = try optionalInteger(name) else { return nil }
    guard (0...Timestamp.latest.seconds).contains(seconds) else {
      throw unusable(name, "must be a time in seconds since 1970.")
    }
    return Timestamp(seconds: seconds)
  }

  /// A moment as in RFC 3339, if there.
  func optionalTime(_ name: String) throws(Rejection) -> Timestamp? {
    guard let text = try optionalText(name) else { return nil }
    guard let time = Timestamp(text) else {
      throw unusable(name, "must be a time as in RFC 3339: 2026-03-01T12:00:00Z.")
    }
    return time
  }

  /// An amount in decimal text, as shops write prices, between nothing and the most that is taken in.
  func decimal(_ name: String, in currency: Currency) throws(Rejection) -> Int64 {
    try accepted(try signedDecimal(name, in: currency), name)
  }

  /// An amount in decimal text that may be negative.
  func signedDecimal(_ name: String, in currency: Currency) throws(Rejection) -> Int64 {
    guard let money = Money(decimal: try text(name), currency: currency) else {
      throw unusable(
        name, "must be an amount of \(currency.code) in decimals, such as \(Money(4900, currency).decimal).")
    }
    return money.amount
  }

  /// An amount of the provider's own, checked to be one that is taken in.
  func accepted(_ amount: Int64, _ name: String) throws(Rejection) -> Int64 {
    guard Money.accepts(amount) else {
      throw unusable(name, "must be between 0 and \(Money.maximumAmount) minor units.")
    }
    return amount
  }
}

extension Payload {
  /// A first and a last name as one, as far as they are there.
  func usableFullName() -> String? {
    let parts = [usableText("first_name", limit: Limits.name), usableText("last_name", limit: Limits.name)]
    return Self.usable(parts.compactMap { $0 }.joined(separator: " "), limit: Limits.name)
  }

  /// Text that is good to have, if it is there and fit to be kept; what is not fit is as good as absent. Numbers count
  /// as text: shops' forms make no difference.
  func usableText(_ name: String, limit: Int = Limits.externalID) -> String? {
    switch self[name] {
    case .string(let text): Self.usable(text, limit: limit)
    case .integer(let number): String(number)
    default: nil
    }
  }

  /// An e-mail address that is good to have.
  func usableEmail(_ name: String) -> Email? {
    guard case .string(let text) = self[name] else { return nil }
    return Email(text)
  }

  /// An object that is good to have.
  func usableObject(_ name: String) -> Payload? {
    guard case .object(let members) = self[name] else { return nil }
    return Payload(members: members, path: "\(path)\(name).")
  }

  /// A text without white space around it, if it is then neither empty nor too long nor has control characters.
  static func usable(_ text: String, limit: Int) -> String? {
    guard text.utf8.count <= limit * 4 else { return nil }
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return nil }
    let trimmed = scalars[first...last]
    guard trimmed.count <= limit, !trimmed.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return nil }
    return String(trimmed)
  }
}
