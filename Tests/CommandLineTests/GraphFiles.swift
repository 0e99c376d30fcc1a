import Foundation

/// Files for a command to read, in a folder of their own that goes with them.
final class GraphFiles: Sendable {
  private let folder: URL

  init(_ files: [String: String]) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("resonance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Where a file is, or would be.
  subscript(name: String) -> String { folder.appendingPathComponent(name).path }
}
