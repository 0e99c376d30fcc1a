/// Paths that scanners probe for on every host of the internet, whoever runs it. They are answered like any unknown
/// code, and not recorded: they say nothing about anybody's links.
package enum ProbePath {
  /// Whether `path`, with or without its leading slash, in either case, is such a path.
  package static func matches(_ path: String) -> Bool {
    let path = path.lowercased()
    let segments = path.prefix { $0 != "?" }.split(separator: "/")
    if segments.contains(where: { isHidden($0) || directories.contains(String($0)) }) { return true }
    guard let file = segments.last else { return false }
    if files.contains(String(file)) { return true }
    guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return false }
    return suffixes.contains(String(file[file.index(after: dot)...]))
  }

  /// `.env`, `.env.local`, `.git`, `.aws` and their like; `.well-known` (RFC 8615) is for everybody.
  private static func isHidden(_ segment: Substring) -> Bool {
    segment.first == "." && segment != ".well-known"
  }

  /// Endings of programs, dumps and keys that a link has no reason to bear.
  private static let suffixes: Set<String> = [
    "action", "asp", "aspx", "axd", "bak", "cfm", "cgi", "cnf", "conf", "config", "do", "dll", "env", "exe", "ini",
    "jsp", "jspx", "key", "log", "mdb", "old", "pem", "php", "php3", "php4", "php5", "php7", "php8", "phps", "phtml",
    "pl", "save", "sh", "sql", "sqlite", "swp", "tar", "tgz", "yaml", "yml",
  ]

  /// Folders of well-known applications.
  private static let directories: Set<String> = [
    "actuator", "boaform", "cgi-bin", "hnap1", "jenkins", "owa", "phpmyadmin", "pma", "server-status", "solr",
    "telescope", "vendor", "wp-admin", "wp-content", "wp-includes", "wp-json", "_ignition", "_profiler",
  ]

  /// Files of well-known applications that no ending gives away.
  private static let files: Set<String> = [
    "composer.json", "composer.lock", "credentials", "docker-compose", "dockerfile", "id_rsa", "package-lock.json",
    "wp-login", "xmlrpc",
  ]
}
