internal import CLibPQ

extension PostgresError {
  /// The error or notice that a result carries as the server sent it.
  init?(result: OpaquePointer?) {
    /// A diagnostic field by its letter (PostgreSQL documentation, "Error and Notice Message Fields").
    func field(_ letter: Character) -> String? {
      guard let code = letter.asciiValue,
        let text = unsafe PQresultErrorField(result, Int32(code))
      else { return nil }
      return unsafe String(cString: text)
    }
    guard let code = field("C"), let message = field("M") else { return nil }
    self.init(SQLState(rawValue: code), severity: field("V") ?? field("S") ?? "ERROR", message: message)
    detail = field("D")
    hint = field("H")
    constraint = field("n")
    schema = field("s")
    table = field("t")
    column = field("c")
    position = field("P").flatMap { Int($0) }
    context = field("W")
  }

  /// The error that a result carries, or that the connection knows where there is no result.
  init(result: OpaquePointer?, connection: OpaquePointer) {
    if let error = unsafe PostgresError(result: result) {
      self = error
    } else {
      // libpq speaks for itself: the connection broke, or the call was wrong.
      let isBroken = unsafe PQstatus(connection) != CONNECTION_OK
      let message = unsafe String(cString: PQerrorMessage(connection))
      self.init(
        isBroken ? .connectionFailure : .internalError, severity: isBroken ? "FATAL" : "ERROR",
        message: message.trimmingNewlines)
    }
  }

  /// The error of a connection that could not be made.
  ///
  /// libpq keeps the server's words in the connection and its SQLSTATE only inside a verbose message:
  /// `…FATAL:  53300: sorry, too many clients already`, then a line that says where in the server's source.
  init(connecting connection: OpaquePointer?) {
    guard let connection = unsafe connection else {
      self.init(.cannotConnect, severity: "FATAL", message: "out of memory")
      return
    }
    let whole = unsafe String(cString: PQerrorMessage(connection)).trimmingNewlines
    let lines = whole.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") }
    self.init(.cannotConnect, severity: "FATAL", message: lines.joined(separator: "\n"))
    for line in lines {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      for (before, word) in zip(words, words.dropFirst())
      where before.hasSuffix(":") && word.utf8.count == 6 && word.hasSuffix(":")
        && word.dropLast().allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) })
        && word.contains(where: \.isNumber)
      {
        sqlState = SQLState(rawValue: String(word.dropLast()))
        message = message.replacing("\(word) ", with: "", maxReplacements: 1)
        return
      }
    }
  }
}

extension String {
  var trimmingNewlines: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
