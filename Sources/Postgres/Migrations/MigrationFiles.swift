internal import Crypto
internal import Foundation

extension Migration {
  /// Reads a directory's migrations in order of their numbers; refuses gaps, duplicates and names that don't fit.
  /// Files that don't end in `.sql` are none of its business.
  static func all(in directory: String) throws(MigrationError) -> [Migration] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    } catch {
      throw MigrationError(.unreadable, directory, "the directory cannot be read")
    }
    var ups: [Int: (name: String, script: Script)] = [:]
    var downs: [Int: (name: String, script: Script)] = [:]
    for file in names where file.hasSuffix(".sql") {
      guard let match = file.wholeMatch(of: /([0-9]{4,})_([A-Za-z0-9_]+)\.(up|down)\.sql/), let version = Int(match.1)
      else { throw MigrationError(.unreadable, file, "the name is not NNNN_name.up.sql or NNNN_name.down.sql") }
      guard let content = FileManager.default.contents(atPath: directory + "/" + file),
        let text = String(validating: content, as: UTF8.self)
      else { throw MigrationError(.unreadable, file, "the file cannot be read as UTF-8") }
      let entry = (name: String(match.2), script: Script(file: file, text: text))
      let other = match.3 == "up" ? ups.updateValue(entry, forKey: version) : downs.updateValue(entry, forKey: version)
      if let other { throw MigrationError(.duplicate, file, "\(other.script.file) has the same number") }
    }
    for (version, down) in downs.sorted(by: { $0.key < $1.key }) where ups[version]?.name != down.name {
      throw MigrationError(.missing, down.script.file, "there is no up file of that number and name")
    }
    var migrations: [Migration] = []
    for (version, up) in ups.sorted(by: { $0.key < $1.key }) {
      guard version == migrations.count + 1 else {
        throw MigrationError(.gap, up.script.file, "number \(migrations.count + 1) is missing before it")
      }
      let digest = SHA256.hash(data: Data(up.script.text.utf8))
      let checksum = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      migrations.append(
        Migration(
          version: version, name: up.name, checksum: checksum, up: up.script, down: downs[version]?.script))
    }
    return migrations
  }
}
