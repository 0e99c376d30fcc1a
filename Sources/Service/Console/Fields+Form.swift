import Referrals
import StrictJSON

extension Fields {
  /// How the value of a form's field is read.
  enum FormKind {
    /// A text; absent where nothing was typed.
    case text
    /// A text that is cleared where nothing was typed.
    case clearable
    /// A whole number; absent where nothing was typed.
    case integer
    /// A box: true where it was ticked.
    case flag
    /// Boxes: the values of those that were ticked.
    case list
    /// Something that is always the same.
    case fixed(JSON)
  }

  /// The fields of a form, so that a page and the API take the same by the same rules.
  init(_ form: FormFields, _ kinds: KeyValuePairs<String, FormKind>) throws(Problem) {
    var members: [JSON.Member] = []
    for (name, kind) in kinds {
      let value: JSON? =
        switch kind {
        case .text: form[name].map(JSON.string)
        case .clearable: .text(form[name])
        case .integer: form[name].map { text in Int64(text).map(JSON.integer) ?? .string(text) }
        case .flag: .bool(form.isOn(name))
        case .list: .array(form.all(name).map(JSON.string))
        case .fixed(let value): value
        }
      if let value { members.append(.init(name: name, value: value)) }
    }
    try self.init(.object(members), prefix: "")
  }
}

extension Problem {
  /// What was wrong, for somebody who sees the field: without its name before it.
  var message: String {
    guard let field, detail.hasPrefix(field + " ") else { return detail }
    let rest = detail.dropFirst(field.count + 1)
    return rest.prefix(1).uppercased() + rest.dropFirst()
  }
}
