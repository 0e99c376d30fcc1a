internal import Foundation

enum TestMigrations {
  /// A number that stands for the names and contents of a directory's files (FNV-1a, 64 bits).
  static func digest(of directory: String) throws -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let files = FileManager.default
    for name in ((try? files.contentsOfDirectory(atPath: directory)) ?? []).sorted() {
      for byte in Array(name.utf8) + [0] + Array(files.contents(atPath: directory + "/" + name) ?? Data()) + [0] {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
      }
    }
    return String(hash, radix: 16)
  }
}
