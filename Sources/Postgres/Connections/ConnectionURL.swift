internal import CLibPQ

/// Where a server and a database are: a `postgresql://` URL, or libpq's `keyword=value` pairs.
///
/// Keeps every setting that libpq knows. Its description is a URL that holds the password, if there is one; don't log
/// it.
package struct ConnectionURL: Hashable, Sendable, CustomStringConvertible {
  private var settings: [String: String]

  /// Parses what libpq would accept; throws its words about what it would not.
  package init(_ text: String) throws(PostgresError) {
    var message: UnsafeMutablePointer<CChar>?
    guard let options = unsafe PQconninfoParse(text, &message) else {
      let words = unsafe message.map { unsafe String(cString: $0).trimmingNewlines } ?? "out of memory"
      unsafe PQfreemem(message)
      throw PostgresError(.cannotConnect, severity: "FATAL", message: "the database URL is not valid: \(words)")
    }
    defer { unsafe PQconninfoFree(options) }
    settings = [:]
    var option = unsafe options
    while let keyword = unsafe option.pointee.keyword {
      if let value = unsafe option.pointee.val {
        settings[unsafe String(cString: keyword)] = unsafe String(cString: value)
      }
      unsafe option += 1
    }
  }

  /// A server reached through the socket in a directory.
  package init(socketDirectory: String, user: String, database: String) {
    settings = ["host": socketDirectory, "user": user, "dbname": database]
  }

  /// The database's name; nil where the URL leaves it to libpq, which takes the user's.
  package var database: String? { settings["dbname"] }

  /// The same server, another database.
  package func with(database: String) -> ConnectionURL {
    var copy = self
    copy.settings["dbname"] = database
    return copy
  }

  /// `postgresql:///database?host=…&user=…`, every value percent-encoded.
  package var description: String {
    let query = settings.filter { $0.key != "dbname" }.sorted { $0.key < $1.key }
      .map { "\($0.key)=\(Self.encoded($0.value))" }.joined(separator: "&")
    return "postgresql:///\(Self.encoded(database ?? ""))" + (query.isEmpty ? "" : "?\(query)")
  }

  /// Percent-encodes all but RFC 3986's unreserved characters.
  private static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var encoded = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.properties.isASCIIHexDigit || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        || ("0"..."9").contains(scalar) || "-._~".unicodeScalars.contains(scalar)
      {
        encoded.unicodeScalars.append(scalar)
      } else {
        encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return encoded
  }
}
