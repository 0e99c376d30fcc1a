/// A statement with its bound parameters, written as a string.
///
///     let sql: SQL = "SELECT id FROM people WHERE program_id = \(program) AND id = ANY(\(ids))"
///
/// An interpolated value becomes `$n` and travels apart from the text; another `SQL` is nested and its parameters
/// renumbered; `\(unsafe:)` is raw text and must never hold what somebody sent.
package struct SQL: Sendable {
  /// The text before, between and after the parameters: one piece more than there are parameters.
  var pieces: [String]
  /// The values in the order of their places.
  package private(set) var parameters: [any PostgresEncodable]

  /// Raw text without parameters.
  package init(unsafe text: String) {
    pieces = [text]
    parameters = []
  }

  /// The text with `$1`, `$2`, … where parameters go.
  package var text: String {
    var text = pieces[0]
    for index in pieces.indices.dropFirst() { text += "$\(index)" + pieces[index] }
    return text
  }

  /// The text where parameters cannot be: in COPY, in scripts, in what is prepared by name.
  func textWithoutParameters() throws(PostgresError) -> String {
    guard parameters.isEmpty else {
      throw PostgresError(.featureNotSupported, message: "parameters cannot be bound here: \(text)")
    }
    return text
  }

  /// Whether there is nothing here, neither text nor parameters.
  package var isEmpty: Bool { parameters.isEmpty && pieces[0].isEmpty }

  mutating func append(text: String) { pieces[pieces.count - 1] += text }

  mutating func append(parameter: any PostgresEncodable) {
    parameters.append(parameter)
    pieces.append("")
  }

  mutating func append(_ other: SQL) {
    append(text: other.pieces[0])
    pieces += other.pieces.dropFirst()
    parameters += other.parameters
  }

  /// Two statements' texts one after the other, as they are.
  package static func + (left: SQL, right: SQL) -> SQL {
    var sum = left
    sum.append(right)
    return sum
  }
}

extension SQL: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) { self.init(unsafe: text) }

  package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

  package struct StringInterpolation: StringInterpolationProtocol {
    var sql = SQL(unsafe: "")

    package init(literalCapacity: Int, interpolationCount: Int) {
      sql.pieces.reserveCapacity(interpolationCount + 1)
    }

    package mutating func appendLiteral(_ text: String) { sql.append(text: text) }

    /// Binds a value.
    package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value) {
      sql.append(parameter: value)
    }

    /// Binds a value that may be NULL. Apart from the other so that the compiler knows an optional is meant.
    package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
      sql.append(parameter: value)
    }

    /// Nests another statement.
    package mutating func appendInterpolation(_ other: SQL) { sql.append(other) }

    /// Inserts text as it is.
    package mutating func appendInterpolation(unsafe text: String) { sql.append(text: text) }

    /// Inserts a name, quoted.
    package mutating func appendInterpolation(identifier name: String) {
      sql.append(text: SQL.quoted(identifier: name))
    }
  }

  /// A name in double quotes, so that it may hold anything but a zero byte.
  package static func quoted(identifier name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}

extension Sequence<SQL> {
  /// The statements with a separator between them: conditions by `" AND "`, rows of values by `", "`.
  package func joined(separator: SQL = ", ") -> SQL {
    var joined = SQL(unsafe: "")
    var isFirst = true
    for sql in self {
      if !isFirst { joined.append(separator) }
      joined.append(sql)
      isFirst = false
    }
    return joined
  }
}

extension SQL {
  /// Values bound one by one with commas between them, as `IN (…)` and `VALUES (…)` take them.
  ///
  /// For lists of changing length, `= ANY(\(array))` keeps one prepared statement.
  package static func list<Value: PostgresEncodable>(_ values: some Sequence<Value>) -> SQL {
    values.map { "\($0)" as SQL }.joined()
  }
}
